/// AdmissionReview in and out
/// (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/), and
/// the HTTPS server that carries it. Every answer needs only CPU time: no call is made.
package io.migrate.webhook.admission;
