#include "model/core/error.h"
#include "tests/support/testsupport.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <memory>

using namespace rollcall;

namespace
{

/// A message bus of its own that starts no service by itself, with or without a real gnome-keyring on it.
class Session
{
public:
    explicit Session(const QString& home)
    {
        m_environment = QProcessEnvironment::systemEnvironment();
        m_environment.insert(QStringLiteral("HOME"), home);
        m_environment.insert(QStringLiteral("XDG_DATA_HOME"), home);
        m_environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), home);
        m_environment.remove(QStringLiteral("DISPLAY"));
        m_environment.remove(QStringLiteral("QT_NO_GLIB"));
        QFile config(home + QStringLiteral("/bus.conf"));
        if (!config.open(QIODevice::WriteOnly))
            qFatal("cannot write %s", qPrintable(config.fileName()));
        config.write("<!DOCTYPE busconfig PUBLIC '-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN' "
                     "'http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd'>"
                     "<busconfig><type>session</type><listen>unix:dir=" +
                     home.toUtf8() +
                     "</listen><policy context='default'><allow send_destination='*'/>"
                     "<allow receive_sender='*'/><allow own='*'/></policy></busconfig>");
        config.close();
        m_bus.start(QStringLiteral("dbus-daemon"),
                    {QStringLiteral("--config-file=") + config.fileName(), QStringLiteral("--nofork"),
                     QStringLiteral("--print-address")});
        test::waitUntil([this] { return m_bus.canReadLine(); }, std::chrono::seconds(10), "the message bus");
        m_environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                             QString::fromUtf8(m_bus.readLine().trimmed()));
    }

    ~Session()
    {
        end(m_keyring);
        end(m_bus);
    }

    /// unlocked: opens the login keyring with its password; otherwise the keyring stays locked.
    void startKeyring(bool unlocked)
    {
        m_keyring.setProcessEnvironment(m_environment);
        QStringList arguments{QStringLiteral("--foreground"), QStringLiteral("--components=secrets")};
        if (unlocked)
            arguments << QStringLiteral("--unlock");
        else
            arguments << QStringLiteral("--start");
        m_keyring.start(QStringLiteral("gnome-keyring-daemon"), arguments);
        QVERIFY(m_keyring.waitForStarted());
        if (unlocked) {
            m_keyring.write("opensesame\n");
            m_keyring.closeWriteChannel();
        }
        test::waitUntil(
            [this] {
                QProcess ask;
                ask.setProcessEnvironment(m_environment);
                ask.start(QStringLiteral("dbus-send"),
                          {QStringLiteral("--session"), QStringLiteral("--print-reply"),
                           QStringLiteral("--dest=org.freedesktop.DBus"), QStringLiteral("/"),
                           QStringLiteral("org.freedesktop.DBus.GetNameOwner"),
                           QStringLiteral("string:org.freedesktop.secrets")});
                return ask.waitForFinished() && ask.exitCode() == 0;
            },
            std::chrono::seconds(15), "the keyring");
    }

    void endKeyring() { end(m_keyring); }

    /// Stops the keyring's process without ending it: a keychain that hangs.
    void freezeKeyring() { ::kill(pid_t(m_keyring.processId()), SIGSTOP); }

    QString call(const QStringList& arguments)
    {
        QProcess client;
        client.setProcessEnvironment(m_environment);
        client.start(QCoreApplication::applicationDirPath() + QStringLiteral("/keychainclient"), arguments);
        if (!client.waitForFinished(40000))
            return QStringLiteral("did not end");
        return QString::fromUtf8(client.readAllStandardOutput()).trimmed();
    }

private:
    static void end(QProcess& process)
    {
        if (process.state() == QProcess::NotRunning)
            return;
        ::kill(pid_t(process.processId()), SIGCONT);
        process.terminate();
        if (!process.waitForFinished(5000)) {
            process.kill();
            process.waitForFinished(5000);
        }
    }

    QProcessEnvironment m_environment;
    QProcess m_bus;
    QProcess m_keyring;
};

QString errorOf(ErrorKind kind)
{
    return QStringLiteral("error %1 ").arg(int(kind));
}

} // namespace

class TestSecrets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aSecretIsKeptReadAndRemoved();
    void withoutAKeychainItSaysSoAtOnce();
    void aLockedKeychainIsNamed();
    void aHangingKeychainEndsWithinTheLimit();
    void anEmptySecretIsNotSaved();
};

void TestSecrets::aSecretIsKeptReadAndRemoved()
{
    QTemporaryDir home;
    Session session(home.path());
    session.startKeyring(true);
    const QString profile = QStringLiteral("profile-1");
    const QString secret = QStringLiteral("pässword with blanks");

    QVERIFY(session.call({QStringLiteral("read"), profile}).startsWith(errorOf(ErrorKind::NotFound)));
    QCOMPARE(session.call({QStringLiteral("write"), profile, secret}), QStringLiteral("done"));
    QCOMPARE(session.call({QStringLiteral("read"), profile}), QStringLiteral("secret ") + secret);
    QVERIFY(session.call({QStringLiteral("read"), QStringLiteral("profile-2")})
                .startsWith(errorOf(ErrorKind::NotFound)));
    QCOMPARE(session.call({QStringLiteral("remove"), profile}), QStringLiteral("done"));
    QVERIFY(session.call({QStringLiteral("read"), profile}).startsWith(errorOf(ErrorKind::NotFound)));
    QCOMPARE(session.call({QStringLiteral("remove"), profile}), QStringLiteral("done"));
}

void TestSecrets::withoutAKeychainItSaysSoAtOnce()
{
    QTemporaryDir home;
    Session session(home.path());
    const QString answer = session.call({QStringLiteral("read"), QStringLiteral("profile-1")});
    QVERIFY2(answer.startsWith(errorOf(ErrorKind::Unreachable)), qPrintable(answer));
    QVERIFY2(answer.contains(u"for this time only"), qPrintable(answer));
}

void TestSecrets::aLockedKeychainIsNamed()
{
    QTemporaryDir home;
    Session session(home.path());
    session.startKeyring(true);
    const QString profile = QStringLiteral("profile-1");
    QCOMPARE(session.call({QStringLiteral("write"), profile, QStringLiteral("secret")}),
             QStringLiteral("done"));
    session.endKeyring();
    session.startKeyring(false);

    const QString answer = session.call({QStringLiteral("read"), profile});
    QVERIFY2(answer.startsWith(errorOf(ErrorKind::Refused)), qPrintable(answer));
    QVERIFY2(answer.contains(u"locked"), qPrintable(answer));
}

void TestSecrets::aHangingKeychainEndsWithinTheLimit()
{
    QTemporaryDir home;
    Session session(home.path());
    session.startKeyring(true);
    session.freezeKeyring();
    const QString answer =
        session.call({QStringLiteral("read"), QStringLiteral("profile-1"), QString(), QStringLiteral("300")});
    QVERIFY2(answer.startsWith(errorOf(ErrorKind::TimedOut)), qPrintable(answer));
}

void TestSecrets::anEmptySecretIsNotSaved()
{
    QTemporaryDir home;
    Session session(home.path());
    QVERIFY(session.call({QStringLiteral("write"), QStringLiteral("profile-1"), QString()})
                .startsWith(errorOf(ErrorKind::Invalid)));
}

QTEST_GUILESS_MAIN(TestSecrets)
#include "tst_secrets.moc"
