#include "model/database/databaseurl.h"

#include <QTest>

using namespace rollcall;

class TestDatabaseUrl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void neverShowsAPassword();
    void keepsHostsInOrder();
};

void TestDatabaseUrl::accepts_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("display");
    QTest::addColumn<QString>("place");
    QTest::newRow("sqlite") << "sqlite:///var/lib/rollcall/c.db"
                            << "sqlite:///var/lib/rollcall/c.db"
                            << "/var/lib/rollcall/c.db";
    QTest::newRow("sqlite encoded") << "sqlite:///tmp/a%20b%3F.db"
                                    << "sqlite:///tmp/a b?.db"
                                    << "/tmp/a b?.db";
    QTest::newRow("scheme in capitals") << "SQLite:///a.db"
                                        << "sqlite:///a.db"
                                        << "/a.db";
    QTest::newRow("plain") << "postgresql://u@db/r"
                           << "postgresql://u@db/r"
                           << "db:5432";
    QTest::newRow("short scheme") << "postgres://db/r"
                                  << "postgresql://db/r"
                                  << "db:5432";
    QTest::newRow("hosts") << "postgresql://u@db1,db2:5433,[2001:db8::1],[::1]:6000/r"
                           << "postgresql://u@db1,db2:5433,[2001:db8::1],[::1]:6000/r"
                           << "db1:5432, db2:5433, [2001:db8::1]:5432, [::1]:6000";
    QTest::newRow("socket") << "postgresql://u@/r?host=/run/postgresql"
                            << "postgresql://u@/r?host=/run/postgresql"
                            << "/run/postgresql";
    QTest::newRow("user encoded") << "postgresql://a%40b@db/r"
                                  << "postgresql://a@b@db/r"
                                  << "db:5432";
    QTest::newRow("parameters are not shown")
        << "postgresql://u@db/r?sslmode=verify-full&sslrootcert=/etc/ssl/db%26.pem"
        << "postgresql://u@db/r"
        << "db:5432";
}

void TestDatabaseUrl::accepts()
{
    QFETCH(QString, text);
    const Result<DatabaseUrl> url = DatabaseUrl::parse(text);
    QVERIFY2(url, url ? "" : qPrintable(url.error().message()));
    QTEST(url->display(), "display");
    QTEST(url->place(), "place");
}

void TestDatabaseUrl::refuses_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("empty") << ""
                           << "no database URL";
    QTest::newRow("no scheme") << "/var/lib/c.db"
                               << "no scheme";
    QTest::newRow("unknown") << "oracle://db/r"
                             << "oracle";
    QTest::newRow("mariadb") << "mariadb://u@db/r"
                             << "not supported by this build yet";
    QTest::newRow("mysql") << "mysql://u@db/r"
                           << "not supported by this build yet";
    QTest::newRow("sqlserver") << "sqlserver://u@db/r"
                               << "not supported by this build yet";
    QTest::newRow("relative") << "sqlite://c.db"
                              << "absolute";
    QTest::newRow("a folder") << "sqlite:///var/lib/"
                              << "absolute";
    QTest::newRow("sqlite parameter") << "sqlite:///c.db?mode=ro"
                                      << "no parameters";
    QTest::newRow("password") << "postgresql://u:hunter2@db/r"
                              << "password_file";
    QTest::newRow("password parameter") << "postgresql://u@db/r?password=hunter2"
                                        << "password_file";
    QTest::newRow("no database") << "postgresql://u@db"
                                 << "database";
    QTest::newRow("no host") << "postgresql:///r"
                             << "host";
    QTest::newRow("empty host") << "postgresql://u@db1,,db2/r"
                                << "host";
    QTest::newRow("port") << "postgresql://u@db:0/r"
                          << "port";
    QTest::newRow("large port") << "postgresql://u@db:65536/r"
                                << "port";
    QTest::newRow("no port") << "postgresql://u@db:/r"
                             << "port";
    QTest::newRow("bare IPv6") << "postgresql://u@2001:db8::1/r"
                               << "brackets";
    QTest::newRow("open bracket") << "postgresql://u@[2001:db8::1/r"
                                  << "brackets";
    QTest::newRow("empty user") << "postgresql://@db/r"
                                << "user";
    QTest::newRow("unknown parameter") << "postgresql://u@db/r?options=-csearch_path"
                                       << "not known";
    QTest::newRow("unknown value") << "postgresql://u@db/r?sslmode=maybe"
                                   << "verify-full";
    QTest::newRow("twice") << "postgresql://u@db/r?sslmode=require&sslmode=disable"
                           << "twice";
    QTest::newRow("option separator") << "postgresql://u@db/r?sslrootcert=a;b"
                                      << "malformed";
    QTest::newRow("relative socket") << "postgresql://u@/r?host=run"
                                     << "socket";
    QTest::newRow("socket and host") << "postgresql://u@db/r?host=/run"
                                     << "socket";
    QTest::newRow("control character") << "postgresql://u@db/r\n"
                                       << "control";
    QTest::newRow("encoded control character") << "postgresql://u@d%0Ab/r"
                                               << "malformed";
}

void TestDatabaseUrl::refuses()
{
    QFETCH(QString, text);
    QFETCH(QString, says);
    const Result<DatabaseUrl> url = DatabaseUrl::parse(text);
    QVERIFY(!url);
    QCOMPARE(url.error().kind, ErrorKind::Invalid);
    QVERIFY2(url.error().message().contains(says), qPrintable(url.error().message()));
    QVERIFY(!url.error().message().contains(QLatin1String("hunter2")));
}

void TestDatabaseUrl::neverShowsAPassword()
{
    // A stray colon in the user, percent-encoded, is part of the name and not a password.
    const Result<DatabaseUrl> url = DatabaseUrl::parse(QStringLiteral("postgresql://a%3Ab@db/r"));
    QVERIFY(url);
    QCOMPARE(url->user(), QStringLiteral("a:b"));
}

void TestDatabaseUrl::keepsHostsInOrder()
{
    const Result<DatabaseUrl> url =
        DatabaseUrl::parse(QStringLiteral("postgresql://u@b,a:1/r?target_session_attrs=primary"));
    QVERIFY(url);
    QCOMPARE(url->hosts(), (QList<DatabaseUrl::Host>{{QStringLiteral("b"), 5432}, {QStringLiteral("a"), 1}}));
    QCOMPARE(url->parameter(QStringLiteral("target_session_attrs")), QStringLiteral("primary"));
}

QTEST_APPLESS_MAIN(TestDatabaseUrl)
#include "tst_database_url.moc"
