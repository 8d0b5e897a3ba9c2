/// AdmissionReview in and out
/// (https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/), and
/// the HTTPS server that carries it. Every answer is CPU only: no call is made on the way.
package io.migrate.webhook.admission;
