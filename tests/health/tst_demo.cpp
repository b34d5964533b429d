#include "tests/support/testsupport.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall::test;
using namespace std::chrono_literals;

/// The two units of the demo as real processes.
class TestDemo : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void webSaysWhoServed();
    void serviceShowsItsEpochAndLogs();
    void mistakesAreNamed_data();
    void mistakesAreNamed();

private:
    static void finish(QProcess& process)
    {
        waitUntil([&] { return process.state() == QProcess::NotRunning; }, 10s, "the demo to end");
    }
    static QProcessEnvironment environment()
    {
        QProcessEnvironment result = QProcessEnvironment::systemEnvironment();
        result.insert(QStringLiteral("ROLLCALL_NODE"), QStringLiteral("web-<01>"));
        result.insert(QStringLiteral("ROLLCALL_UNIT"), QStringLiteral("site"));
        return result;
    }
    /// Starts it and reads the port that it says.
    static quint16 listen(QProcess& process, const QStringList& arguments)
    {
        process.start(program(QStringLiteral("rollcall-demo")), arguments);
        waitUntil([&] { return process.canReadLine(); }, 10s, "the demo to listen");
        return static_cast<quint16>(process.readLine().trimmed().split(' ').last().toUInt());
    }
    static QByteArray get(quint16 port, const QByteArray& path)
    {
        QTcpSocket socket;
        socket.connectToHost(QStringLiteral("127.0.0.1"), port);
        socket.write("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        waitUntil([&] { return socket.state() == QAbstractSocket::UnconnectedState; }, 5s, "the answer");
        const QByteArray answer = socket.readAll();
        return answer.startsWith("HTTP/1.1 200 ") ? answer.mid(answer.indexOf("\r\n\r\n") + 4) : QByteArray();
    }
};

void TestDemo::webSaysWhoServed()
{
    QProcess process;
    process.setProcessEnvironment(environment());
    const quint16 port =
        listen(process, {QStringLiteral("web"), QStringLiteral("--port"), QStringLiteral("0")});
    const QByteArray page = get(port, "/");
    QVERIFY(page.contains("web-&lt;01&gt;"));
    QVERIFY(page.contains(QByteArray::number(process.processId())));
    QVERIFY(!page.contains("<01>"));
    const QJsonObject json = QJsonDocument::fromJson(get(port, "/json")).object();
    QCOMPARE(json.value(QStringLiteral("node")).toString(), QStringLiteral("web-<01>"));
    QCOMPARE(json.value(QStringLiteral("unit")).toString(), QStringLiteral("site"));
    QCOMPARE(json.value(QStringLiteral("pid")).toInteger(), process.processId());
    QVERIFY(!json.contains(QStringLiteral("epoch")));
    process.terminate();
    finish(process);
}

void TestDemo::serviceShowsItsEpochAndLogs()
{
    QTemporaryDir folder;
    const QString log = folder.filePath(QStringLiteral("actions.log"));
    const auto lines = [&] {
        QFile file(log);
        return file.open(QIODevice::ReadOnly) ? file.readAll().split('\n') : QList<QByteArray>();
    };
    QProcess process;
    QProcessEnvironment variables = environment();
    variables.insert(QStringLiteral("ROLLCALL_EPOCH"), QStringLiteral("42"));
    process.setProcessEnvironment(variables);
    const quint16 port = listen(process, {QStringLiteral("service"), QStringLiteral("--port"),
                                          QStringLiteral("0"), QStringLiteral("--log"), log});
    QVERIFY(get(port, "/").contains("<dt>Epoch</dt><dd>42</dd>"));
    QCOMPARE(QJsonDocument::fromJson(get(port, "/json")).object().value(QStringLiteral("epoch")).toInteger(),
             42);
    waitUntil([&] { return lines().size() >= 3; }, 5s, "two lines of the log");
    QVERIFY(lines().first().startsWith("epoch=42 node=web-<01> boottime_ns="));
    QVERIFY(lines()[1].split('=').last().toLongLong() > lines()[0].split('=').last().toLongLong());
    process.terminate();
    finish(process);
}

void TestDemo::mistakesAreNamed_data()
{
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QByteArray>("words");
    QTest::newRow("nothing") << QString() << 2 << QByteArray("web or service");
    QTest::newRow("unknown") << QStringLiteral("dance") << 2 << QByteArray("\"dance\"");
    QTest::newRow("no port") << QStringLiteral("web") << 2 << QByteArray("needs --port");
    QTest::newRow("bad port") << QStringLiteral("web --port 70000") << 2 << QByteArray("70000");
    QTest::newRow("no value") << QStringLiteral("web --port") << 2 << QByteArray("--port needs a value");
    QTest::newRow("option") << QStringLiteral("web --port 0 --log x") << 2 << QByteArray("no option --log");
    QTest::newRow("log") << QStringLiteral("service --log /no/such/folder/log") << 1
                         << QByteArray("/no/such/folder/log");
    QTest::newRow("help") << QStringLiteral("--help") << 0 << QByteArray();
}

void TestDemo::mistakesAreNamed()
{
    QFETCH(QString, arguments);
    QFETCH(QByteArray, words);
    QProcess process;
    process.start(program(QStringLiteral("rollcall-demo")), arguments.split(u' ', Qt::SkipEmptyParts));
    finish(process);
    QTEST(process.exitCode(), "code");
    const QByteArray error = process.readAllStandardError();
    QVERIFY2(error.contains(words), error.constData());
    QCOMPARE(error.isEmpty(), process.exitCode() == 0);
}

QTEST_GUILESS_MAIN(TestDemo)
#include "tst_demo.moc"
