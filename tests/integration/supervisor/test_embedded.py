import psycopg
import redis


def test_the_embedded_database_is_postgresql_18_in_utf8(empty_postgres_url: str) -> None:
    with psycopg.connect(empty_postgres_url) as connection:
        version, encoding = connection.execute(
            "select current_setting('server_version_num')::int, current_setting('server_encoding')"
        ).fetchone()
    assert version >= 180000
    assert encoding == "UTF8"


def test_the_embedded_cache_refuses_a_stranger_and_forgets_between_tests(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left over", 1)


def test_the_schema_stands_in_a_database_of_its_own(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        tables = connection.execute("select count(*) from information_schema.tables where table_schema = 'public'")
        assert tables.fetchone()[0] > 0
