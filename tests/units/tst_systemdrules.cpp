#include "model/units/systemdrules.h"

#include <QTest>

#include <csignal>

using namespace rollcall;

/// What systemd says, in words.
class TestSystemdRules : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reasons_data()
    {
        QTest::addColumn<QString>("result");
        QTest::addColumn<int>("code");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("job");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* result, int code, int status, const char* job, const char* words) {
            QTest::addRow("%s %d %d %s", result, code, status, job)
                << QString::fromLatin1(result) << code << status << QString::fromLatin1(job)
                << QString::fromUtf8(words);
        };
        row("exit-code", CLD_EXITED, 3, "failed", "It ended by itself with exit code 3.");
        row("exit-code", CLD_EXITED, 203, "failed", "not found or may not be executed");
        row("exit-code", 0, 0, "failed", "starts before it failed");
        row("signal", CLD_KILLED, SIGSEGV, "", "signal 11 (Segmentation fault)");
        row("core-dump", CLD_DUMPED, SIGABRT, "", "signal 6 (Aborted)");
        row("timeout", 0, 0, "failed", "TimeoutStartSec=");
        row("watchdog", CLD_KILLED, SIGABRT, "", "WatchdogSec=");
        row("start-limit-hit", 0, 0, "failed", "StartLimitBurst=");
        row("oom-kill", CLD_KILLED, SIGKILL, "", "memory ran out");
        row("protocol", 0, 0, "failed", "Type=");
        row("resources", 0, 0, "failed", "EnvironmentFile=");
        row("exec-condition", 0, 0, "", "A condition");
        row("success", 0, 0, "dependency", "A unit that it requires did not start");
        row("success", 0, 0, "skipped", "A condition");
        row("success", CLD_EXITED, 0, "done", "exit code 0, or somebody else stopped it");
        row("success", CLD_KILLED, SIGTERM, "done", "Somebody else stopped it.");
        row("of-the-future", 0, 0, "", "systemd's result “of-the-future”");
    }
    void reasons()
    {
        QFETCH(QString, result);
        QFETCH(int, code);
        QFETCH(int, status);
        QFETCH(QString, job);
        QFETCH(QString, words);
        SystemdFacts facts;
        facts.result = result;
        facts.mainCode = code;
        facts.mainStatus = status;
        const QString reason = reasonOfEnd(facts, job);
        QVERIFY2(reason.contains(words), qPrintable(reason));
        QVERIFY(reason.endsWith(u'.'));
    }

    void errors_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, ErrorKind kind, const char* words) {
            QTest::newRow(name) << QString::fromLatin1(name) << kind << QString::fromUtf8(words);
        };
        row("org.freedesktop.systemd1.NoSuchUnit", ErrorKind::NotFound, "systemd knows no unit app.service");
        row("org.freedesktop.systemd1.UnitMasked", ErrorKind::Refused, "Run: systemctl unmask app.service.");
        row("org.freedesktop.systemd1.BadUnitSetting", ErrorKind::Invalid,
            "systemd-analyze verify app.service");
        row("org.freedesktop.DBus.Error.AccessDenied", ErrorKind::Refused, "polkit");
        row("org.freedesktop.DBus.Error.InteractiveAuthorizationRequired", ErrorKind::Refused, "as root");
        row("org.freedesktop.DBus.Error.NoReply", ErrorKind::TimedOut, "did not answer in time");
        row("org.freedesktop.DBus.Error.Disconnected", ErrorKind::Unreachable, "systemctl start dbus");
        row("org.freedesktop.DBus.Error.FileNotFound", ErrorKind::Unreachable, "cannot be reached");
        row("org.freedesktop.DBus.Error.ServiceUnknown", ErrorKind::Unreachable, "systemd_bus");
        row("org.freedesktop.systemd1.Else", ErrorKind::Internal,
            "its own words (org.freedesktop.systemd1.Else)");
    }
    void errors()
    {
        QFETCH(QString, name);
        QFETCH(ErrorKind, kind);
        QFETCH(QString, words);
        const Error error = systemdError(name, QStringLiteral("its own words"), QStringLiteral("app.service"),
                                         SystemdScope::System);
        QCOMPARE(error.kind, kind);
        QVERIFY2(error.message().contains(words), qPrintable(error.message()));
        QVERIFY(!error.remedy.isEmpty());
    }

    void silenceIsNoAnswer()
    {
        QVERIFY(isSilence(QStringLiteral("org.freedesktop.DBus.Error.NoReply")));
        QVERIFY(isSilence(QStringLiteral("org.freedesktop.DBus.Error.Disconnected")));
        QVERIFY(!isSilence(QStringLiteral("org.freedesktop.systemd1.NoSuchUnit")));
    }

    void busAddresses()
    {
        qunsetenv("DBUS_SYSTEM_BUS_ADDRESS");
        qunsetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("XDG_RUNTIME_DIR", "/run/user/7");
        QCOMPARE(busAddress(SystemdScope::System), QStringLiteral("unix:path=/run/dbus/system_bus_socket"));
        QCOMPARE(busAddress(SystemdScope::User), QStringLiteral("unix:path=/run/user/7/bus"));
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/elsewhere");
        QCOMPARE(busAddress(SystemdScope::User), QStringLiteral("unix:path=/elsewhere"));
        QCOMPARE(busAddress(SystemdScope::System), QStringLiteral("unix:path=/run/dbus/system_bus_socket"));
    }

    void variablesAreQuoted()
    {
        QCOMPARE(environmentFile({{QStringLiteral("B"), QStringLiteral("a \"b\" \\ $c `d`")},
                                  {QStringLiteral("A"), QString()}}),
                 QByteArray("# Written by rollcall-node before each start.\n"
                            "A=\"\"\nB=\"a \\\"b\\\" \\\\ \\$c \\`d\\`\"\n"));
    }

    void names_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("valid");
        const auto row = [](const QString& name, bool valid) {
            QTest::newRow(qPrintable(name.left(20))) << name << valid;
        };
        row(QStringLiteral("app.service"), true);
        row(QStringLiteral("app@one.service"), true);
        row(QStringLiteral("a-b_c:d\\x2d.e.service"), true);
        row(QStringLiteral("app"), false);
        row(QStringLiteral("app.timer"), false);
        row(QStringLiteral("app@.service"), false);
        row(QStringLiteral(".service"), false);
        row(QStringLiteral("a/b.service"), false);
        row(QStringLiteral("a b.service"), false);
        row(QStringLiteral("app.service\n"), false);
        row(QString(250, u'a') + QStringLiteral(".service"), false);
    }
    void names()
    {
        QFETCH(QString, name);
        QFETCH(bool, valid);
        QCOMPARE(isServiceName(name), valid);
    }
};

QTEST_GUILESS_MAIN(TestSystemdRules)
#include "tst_systemdrules.moc"
