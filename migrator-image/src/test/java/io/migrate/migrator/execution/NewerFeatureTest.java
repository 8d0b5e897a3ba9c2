package io.migrate.migrator.execution;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewerFeatureTest {
    /// On the version before, and on that which brought it.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "42883 | function uuidv7() does not exist | select uuidv7() | 18",
                "42883 | function pg_catalog.any_value(integer) does not exist | select 1 | 16",
                "42883 | function random(integer, integer) does not exist | select 1 | 17",
                "42883 | function json_exists(jsonb, unknown) does not exist | select 1 | 17",
                "42601 | syntax error at or near \"MERGE\" | merge into t using s on true when"
                        + " matched then delete | 15",
                "42601 | syntax error at or near \"RETURNING\" | merge into t using s on true when"
                        + " matched then delete returning * | 17",
                "42601 | syntax error at or near \"NULLS\" | create unique index on t (a) nulls not"
                        + " distinct | 15",
                "42601 | syntax error at or near \",\" | create table t (a int, b int generated"
                        + " always as (a + 1), c int) | 18",
                "42601 | syntax error | alter table t add check (a > 0) not enforced | 18",
                "42601 | syntax error | create table t (a int4range, primary key (a without"
                        + " overlaps)) | 18",
                "42601 | subquery in FROM must have an alias | select * from (select 1) | 16",
                "22023 | unrecognized parameter \"security_invoker\" | create view v with"
                        + " (security_invoker) as select 1 | 15",
                "42704 | unrecognized configuration parameter \"transaction_timeout\" | set"
                        + " transaction_timeout = 0 | 17",
                "42704 | role \"pg_maintain\" does not exist | grant pg_maintain to a | 17",
                "42601 | unrecognized privilege type \"maintain\" | grant maintain on t to a | 17",
                "42P01 | missing FROM-clause entry for table \"old\" | update t set a = 1 returning"
                        + " old.a | 18"
            })
    void isNamedOnOlderServersOnly(String state, String message, String statement, int since) {
        assertThat(NewerFeature.of(state, message, statement, since - 1))
                .map(NewerFeature::since)
                .contains(since);
        assertThat(NewerFeature.of(state, message, statement, since)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "42601|syntax error at or near \"selct\"|selct 1",
                "42883|function mine(integer) does not exist|select mine(1)",
                "42883|function random(text) does not exist|select random('a')",
                "42601|syntax error at or near \"x\"|select 'merge into', \"JSON_TABLE\" ( x",
                "42601|syntax error|create table t (a int, b int generated always as (a) stored x)",
                "42601|syntax error|create table t (a int generated always as identity x)",
                "23505|duplicate key|merge into t using s on true when matched then delete",
                "42704|type \"money2\" does not exist|create table t (a money2)"
            })
    void nothingElseIs(String error) {
        String[] parts = error.split("\\|", -1);
        assertThat(NewerFeature.of(parts[0], parts[1], parts[2], 14)).isEmpty();
    }
}
