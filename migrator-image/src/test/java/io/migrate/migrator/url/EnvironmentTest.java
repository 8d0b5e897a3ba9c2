package io.migrate.migrator.url;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/// Other sources besides the URL: variables, and files that they or the URL name.
class EnvironmentTest {
    @TempDir Path dir;

    private static String found(Map<String, String> environment) {
        return switch (DatabaseUrl.find(environment)) {
            case ParseResult.Valid(ConnectionTarget target) ->
                    String.join(" ; ", Case.rendered(target));
            case ParseResult.Invalid(String problem) -> "! " + problem;
        };
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    PGHOST=h PGUSER=u PGPASSWORD=p PGDATABASE=d PGPORT=7 | u ; p ; h:7 ; d
                    PGHOST=h PGUSER=u | u ; - ; h:5432 ; u
                    PGHOST=a,b PGPORT=1,2 PGUSER=u | u ; - ; a:1,b:2 ; u
                    PGHOST=h PGUSER=u PGPORT= | u ; - ; h:5432 ; u
                    PGHOST=db.corp:5432 PGUSER=u | ! PG* variables: the host contains a port; set host to the name or address alone, and port (PGPORT) to the number
                    PGHOST=10.0.0.7:5432 PGUSER=u | ! PG* variables: the host contains a port; set host to the name or address alone, and port (PGPORT) to the number
                    PGHOST=/run PGUSER=u | ! PG* variables: a Unix socket as host is not supported; use a TCP host, such as 127.0.0.1 for a proxy in the same Pod
                    PGHOST=h | ! PG* variables: the URL names no user; use postgresql://user:password@host/database
                    PGPASSWORD=p | ! no database is configured; set DATABASE_URL, DATABASE_URL_FILE, or PGHOST, PGDATABASE, PGUSER and PGPASSWORD.
                    DATABASE_URL=postgresql://u@h/d PGPASSWORD=p | u ; p ; h:5432 ; d
                    DATABASE_URL=postgresql://h/d PGUSER=v PGPASSWORD=p | v ; p ; h:5432 ; d
                    DATABASE_URL=postgresql://u:p@/d PGHOST=g PGPORT=7 | u ; p ; g:7 ; d
                    DATABASE_URL=postgresql://u:p@h:6/d PGHOST=g PGPORT=7 PGDATABASE=e PGUSER=v PGPASSWORD=q | u ; p ; h:6 ; d
                    DATABASE_URL=postgresql://u:p@h/d PGSSLMODE=verify-full PGSSLROOTCERT=/ca | u ; p ; h:5432 ; d ; sslmode=verify-full ; sslrootcert=/ca
                    DATABASE_URL=postgresql://u:p@h/d?sslmode=require PGSSLMODE=verify-full PGSSLROOTCERT=/ca | u ; p ; h:5432 ; d ; sslmode=verify-ca ; sslrootcert=/ca
                    DATABASE_URL=postgresql://u:p@h/d?ssl=true PGSSLMODE=disable | u ; p ; h:5432 ; d ; sslmode=require
                    DATABASE_URL=postgresql://u:p@h/d PGCHANNELBINDING=require PGREQUIREAUTH=scram-sha-256 | u ; p ; h:5432 ; d ; channelBinding=require ; requireAuth=scram-sha-256
                    DATABASE_URL=postgresql://u:p@h/d PGSSLCERT=/c PGSSLKEY=/k PGSSLMINPROTOCOLVERSION=TLSv1.3 | u ; p ; h:5432 ; d ; ssl_min_protocol_version=TLSv1.3 ; sslcert=/c ; sslkey=/k
                    DATABASE_URL=postgresql://u:p@h/d PGAPPNAME=a PGCONNECT_TIMEOUT=3 PGOPTIONS=-cgeqo=off | u ; p ; h:5432 ; d ; ApplicationName=a ; connectTimeout=3 ; options=-cgeqo=off
                    DATABASE_URL=postgresql://u:p@h/d PGSSLMODE=on | ! DATABASE_URL: PGSSLMODE: parameter sslmode is "on", which is not one of disable, allow, prefer, require, verify-ca, verify-full, no-verify
                    DATABASE_URL=postgresql://u:p@h/d PGSSLCRL=/crl | ! DATABASE_URL: PGSSLCRL: parameter sslcrl cannot be used: revocation lists are not supported; remove it, or terminate TLS in a sidecar that supports them
                    DATABASE_URL=postgresql://u:p@h/d PGTARGETSESSIONATTRS=standby | ! DATABASE_URL: PGTARGETSESSIONATTRS: parameter target_session_attrs is "standby", which is not one of any, read-write, primary, prefer-standby
                    DATABASE_URL=postgresql://h DATABASE_URL_FILE=/f | ! DATABASE_URL and DATABASE_URL_FILE are both set; set only one.
                    DATABASE_URL_FILE=postgresql://u:sesame@h/d | ! DATABASE_URL_FILE contains a URL; set it to the path of a file that contains the URL, or set DATABASE_URL instead.
                    PGHOST=h PGUSER=u PGDATABASE=postgresql://u:sesame@h/d | ! PG* variables: PGDATABASE: dbname is a URL; set the URL of the database in DATABASE_URL
                    PGHOST=h PGUSER=u PGPASSFILE=postgresql://u:sesame@h/d | ! PG* variables: PGPASSFILE: passfile is a URL; set the URL of the database in DATABASE_URL
                    PGHOST=h PGUSER=u PGDATABASE=user=u,password=sesame | ! PG* variables: PGDATABASE: dbname is a URL; set the URL of the database in DATABASE_URL
                    PGSERVICE=s PGSERVICEFILE=postgresql://u:sesame@h/d | ! PG* variables: PGSERVICEFILE is a URL; set the URL of the database in DATABASE_URL
                    PGHOST=h PGUSER=u PGPASSWORD=postgresql://u:sesame@h/d | u ; postgresql://u:sesame@h/d ; h:5432 ; u
                    DATABASE_URL_FILE=/nowhere | ! DATABASE_URL_FILE is "/nowhere", which cannot be read.
                    """)
    void variables(String given, String expected) {
        var environment = new HashMap<String, String>();
        for (String each : given.strip().split(" ", -1)) {
            environment.put(
                    each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        assertThat(found(environment)).isEqualTo(expected);
    }

    @Test
    void aPasswordKeepsSpacesButNotNewlines() {
        assertThat(found(Map.of("PGHOST", "h", "PGUSER", "u", "PGPASSWORD", " p \n")))
                .isEqualTo("u ;  p  ; h:5432 ; u");
    }

    @Test
    void theUrlInAFile() throws IOException {
        for (String text :
                new String[] {
                    "postgresql://u:p@h/d",
                    "postgresql://u:p@h/d\n",
                    "\uFEFFpostgresql://u:p@h/d\r\n"
                }) {
            assertThat(found(Map.of("DATABASE_URL_FILE", file("url", text))))
                    .isEqualTo("u ; p ; h:5432 ; d");
        }
        assertThat(found(Map.of("DATABASE_URL_FILE", file("empty", "\n"))))
                .isEqualTo(
                        "! DATABASE_URL_FILE: the URL is empty; use"
                                + " postgresql://user:password@host:5432/database");
        assertThat(found(Map.of("DATABASE_URL_FILE", dir.toString()))).contains("cannot be read");
    }

    @Test
    void passwordsInAFile() throws IOException {
        String file =
                file(
                        "pgpass",
                        """
                        # newest first
                        other:5432:d:u:wrong
                        h:5432:*:v:of v
                        h:*:d:u:it\\:s\\\\mine:and more
                        *:*:*:*:anybody's
                        """);
        assertThat(found(Map.of("DATABASE_URL", "postgresql://u@h/d?passfile=" + file)))
                .isEqualTo("u ; it:s\\mine ; h:5432 ; d");
        assertThat(found(Map.of("DATABASE_URL", "postgresql://v@h/d", "PGPASSFILE", file)))
                .isEqualTo("v ; of v ; h:5432 ; d");
        assertThat(found(Map.of("DATABASE_URL", "postgresql://x@g/d", "PGPASSFILE", file)))
                .isEqualTo("x ; anybody's ; g:5432 ; d");
        assertThat(found(Map.of("DATABASE_URL", "postgresql://u:own@h/d", "PGPASSFILE", file)))
                .isEqualTo("u ; own ; h:5432 ; d");
        assertThat(DatabaseUrl.find(Map.of("DATABASE_URL", "postgresql://u@h/d?passfile=/nowhere")))
                .isInstanceOfSatisfying(
                        ParseResult.Valid.class,
                        valid ->
                                assertThat(valid.target().notes())
                                        .containsExactly("passfile /nowhere cannot be read"));
    }

    @Test
    void services() throws IOException {
        String file =
                file(
                        "services",
                        """
                        # ours
                        [other]
                        host=g
                        [shop]
                        host=h
                        port=7
                        user=u
                        sslmode=require
                        [shop2]
                        host=x
                        """);
        var environment = Map.of("PGSERVICEFILE", file, "PGSERVICE", "shop", "PGPORT", "9");
        assertThat(found(environment)).isEqualTo("u ; - ; h:7 ; u ; sslmode=require");
        assertThat(
                        found(
                                Map.of(
                                        "PGSERVICEFILE",
                                        file,
                                        "DATABASE_URL",
                                        "postgresql://v:p@/d?service=shop&port=8")))
                .isEqualTo("v ; p ; h:8 ; d ; sslmode=require");
        assertThat(found(Map.of("PGSERVICEFILE", file, "PGSERVICE", "none")))
                .contains("service \"none\" is not defined in " + file);
        assertThat(found(Map.of("PGSERVICE", "shop"))).contains("service requires PGSERVICEFILE");
        assertThat(found(Map.of("PGSERVICE", "shop", "PGSERVICEFILE", "/nowhere")))
                .contains("PGSERVICEFILE is \"/nowhere\", which cannot be read");
        assertThat(
                        found(
                                Map.of(
                                        "PGSERVICE",
                                        "a",
                                        "PGSERVICEFILE",
                                        file("bad", "[a]\nuser=u\nsslmod=require\n"))))
                .contains("unknown parameter \"sslmod\"");
    }
}
