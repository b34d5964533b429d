#include "model/balancer/drift.h"
#include "tests/cluster/facts.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;

namespace
{

/// Nodes with names that no load balancer takes as they are, every other one on IPv6.
ClusterView oddView(int nodes)
{
    static const QStringList names{u"web 01"_qs, u"web_01"_qs,   u"wéb#\"1\""_qs,
                                   u"Web_01"_qs, u"node-5;}"_qs, u"雨"_qs};
    FactsBuilder cluster(nodes);
    for (int i = 0; i < nodes; ++i) {
        NodeRow& row = cluster.node(i);
        row.name = names[i % names.size()] + (i < names.size() ? QString() : QStringLiteral(" %1").arg(i));
        row.report.address =
            i % 2 == 0 ? QStringLiteral("10.20.0.%1").arg(i + 1) : QStringLiteral("2001:db8::%1").arg(i + 1);
        row.report.health = i % 2 == 0 ? QStringLiteral("http://10.20.0.%1:33238").arg(i + 1)
                                       : QStringLiteral("http://[2001:db8::%1]:33238").arg(i + 1);
    }
    return cluster.view();
}

BalancerPlan oddPlan(int nodes)
{
    const Result<BalancerPlan> plan = balancerPlan(oddView(nodes), {});
    if (!plan)
        qFatal("%s", qPrintable(plan.error().message()));
    return *plan;
}

QStringList kindsOf(const QString& text, const BalancerPlan& plan, bool ports = true)
{
    const auto file = readBalancerConfig(text);
    if (!file)
        return {QStringLiteral("unreadable")};
    QStringList kinds;
    for (const Drift& drift : driftOf(*file, plan, ports))
        kinds << drift.kind + (drift.node.isEmpty() ? QString() : u' ' + drift.node);
    return kinds;
}

/// The lines that name one server are changed or dropped.
QString without(const QString& text, const QString& part)
{
    QStringList lines = text.split(u'\n');
    lines.removeIf([&part](const QString& line) { return line.contains(part); });
    return lines.join(u'\n');
}

} // namespace

class TestBalancer : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theRealProgramsAcceptIt_data()
    {
        QTest::addColumn<bool>("nginx");
        QTest::addColumn<int>("nodes");
        for (int nodes : {1, 3, 50}) {
            QTest::addRow("haproxy, %d nodes", nodes) << false << nodes;
            QTest::addRow("nginx, %d nodes", nodes) << true << nodes;
        }
    }
    void theRealProgramsAcceptIt()
    {
        QFETCH(bool, nginx);
        QFETCH(int, nodes);
        QTemporaryDir folder;
        const QString path = folder.filePath(u"balancer.conf"_qs);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(
            configText(nginx ? BalancerProduct::Nginx : BalancerProduct::HAProxy, oddPlan(nodes)).toUtf8());
        file.close();
        const QString program = QStandardPaths::findExecutable(nginx ? u"nginx"_qs : u"haproxy"_qs,
                                                               {u"/usr/sbin"_qs, u"/usr/bin"_qs});
        QVERIFY2(!program.isEmpty(), "it is in installer/dependencies --tests");
        const QStringList arguments =
            nginx ? QStringList{u"-t"_qs,
                                u"-p"_qs,
                                folder.path(),
                                u"-c"_qs,
                                path,
                                u"-g"_qs,
                                QStringLiteral("pid %1/pid; error_log stderr;").arg(folder.path())}
                  : QStringList{u"-c"_qs, u"-f"_qs, path};
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(program, arguments);
        QVERIFY(process.waitForFinished());
        const QByteArray said = process.readAll();
        QVERIFY2(process.exitCode() == 0, said.constData());
        QVERIFY2(!said.contains("WARNING") && !said.contains("[warn]"), said.constData());
    }

    /// No such load balancer can be had here: at least every fact is in it, and the shells take it.
    void theOthersGetEveryFact_data()
    {
        QTest::addColumn<QString>("product");
        QTest::addColumn<int>("nodes");
        for (const char* product : {"f5", "a10", "citrix", "nlb"})
            for (int nodes : {1, 3, 50})
                QTest::addRow("%s, %d nodes", product, nodes) << QString::fromLatin1(product) << nodes;
    }
    void theOthersGetEveryFact()
    {
        QFETCH(QString, product);
        QFETCH(int, nodes);
        BalancerPlan plan = oddPlan(nodes);
        plan.servers.back().healthPort = 40'001;
        plan.cluster = u"Shop'; $(id) %1 %2\n!"_qs;
        const QString text = configText(balancerProduct(product).value(), plan);
        const QStringList lines = text.split(u'\n');
        QVERIFY2(lines.front().contains(u"NOT TRIED"), qPrintable(lines.front()));
        for (const BalancedServer& server : plan.servers) {
            QVERIFY(product == u"nlb" || text.contains(server.name));
            QVERIFY(text.contains(server.host));
            QVERIFY(text.contains(QString::number(server.webPort)));
            QVERIFY(text.contains(QString::number(server.healthPort)));
        }
        QVERIFY(text.contains(u"/ready") && text.contains(u"200"));
        static const QRegularExpression left(u"%[0-9]"_qs);
        const QChar comment = product == u"a10" ? u'!' : u'#';
        for (const QString& line : lines) // a cluster's and a node's own words are in comments only
            QVERIFY2(line.startsWith(comment) || (!line.contains(u"$(id)") && !line.contains(left)),
                     qPrintable(line));
        if (product != u"f5" && product != u"nlb")
            return;
        QProcess bash;
        bash.setProcessChannelMode(QProcess::MergedChannels);
        bash.start(u"bash"_qs, {u"-n"_qs});
        bash.write(text.toUtf8());
        bash.closeWriteChannel();
        QVERIFY(bash.waitForFinished());
        const QByteArray said = bash.readAll();
        QVERIFY2(bash.exitCode() == 0 && said.isEmpty(), said.constData());
    }

    void anAddressThatIsNoneIsRefused()
    {
        FactsBuilder cluster(1);
        cluster.node(0).report.health = u"http://10.0.0.1:33238"_qs;
        for (const QString& odd : {u"10.0.0.1' ; id #"_qs, u"a b"_qs, u"a\nserver x"_qs, u"$(id)"_qs}) {
            cluster.node(0).report.address = odd;
            const auto plan = balancerPlan(cluster.view(), {});
            QVERIFY2(!plan, qPrintable(odd));
            QCOMPARE(plan.error().kind, ErrorKind::Refused);
        }
    }

    void namesAreUniqueWords()
    {
        QSet<QString> names;
        static const QRegularExpression form(u"^[A-Za-z0-9._-]+$"_qs);
        for (const BalancedServer& server : oddPlan(50).servers) {
            QVERIFY2(form.match(server.name).hasMatch(), qPrintable(server.name));
            names.insert(server.name.toLower());
        }
        QCOMPARE(names.size(), 50);
    }

    void whatIsWrittenFits()
    {
        for (int nodes : {1, 3, 50}) {
            const BalancerPlan plan = oddPlan(nodes);
            QCOMPARE(kindsOf(configText(BalancerProduct::HAProxy, plan), plan), QStringList());
            QCOMPARE(kindsOf(configText(BalancerProduct::Nginx, plan), plan), QStringList());
        }
    }

    void eachDriftIsFound()
    {
        FactsBuilder cluster(3);
        for (int i = 0; i < 3; ++i) {
            cluster.node(i).report.address = QStringLiteral("10.0.0.%1").arg(i + 1);
            cluster.node(i).report.health = QStringLiteral("http://10.0.0.%1:33238").arg(i + 1);
        }
        const BalancerPlan plan = *balancerPlan(cluster.view(), {});
        const QString ha = configText(BalancerProduct::HAProxy, plan);
        const QString ng = configText(BalancerProduct::Nginx, plan);
        const auto changed = [](QString text, const char* from, const char* to) {
            return text.replace(QLatin1String(from), QLatin1String(to));
        };
        QCOMPARE(kindsOf(without(ha, u"server web-02"_qs), plan), QStringList{u"missing-node web-02"_qs});
        QCOMPARE(kindsOf(without(ng, u"10.0.0.2"_qs), plan), QStringList{u"missing-node web-02"_qs});
        QCOMPARE(kindsOf(changed(ha, "    server web-01",
                                 "    server old 10.9.9.9:80 check port 33238\n    server web-01"),
                         plan),
                 QStringList{u"unknown-server"_qs});
        QCOMPARE(kindsOf(changed(ha, "web-03 10.0.0.3:80", "web-03 10.0.0.7:80"), plan),
                 QStringList{u"wrong-address web-03"_qs});
        QCOMPARE(kindsOf(changed(ha, "10.0.0.3:80 ", "10.0.0.3:81 "), plan),
                 QStringList{u"wrong-port web-03"_qs});
        QCOMPARE(kindsOf(changed(ha, "10.0.0.3:80 ", "10.0.0.3:81 "), plan, false), QStringList());
        // Where nobody said which port is right, none is recommended either.
        const auto missing = [&](bool ports) {
            return driftOf(*readBalancerConfig(without(ha, u"server web-02"_qs)), plan, ports).at(0).remedy;
        };
        QVERIFY2(missing(true).startsWith(u"Add 10.0.0.2:80 to"), qPrintable(missing(true)));
        QVERIFY2(missing(false).startsWith(u"Add 10.0.0.2, with the application's port, to"),
                 qPrintable(missing(false)));
        QCOMPARE(kindsOf(changed(ng, "10.0.0.3:80 ", "10.0.0.3:81 "), plan),
                 QStringList{u"wrong-port web-03"_qs});
        QCOMPARE(kindsOf(changed(ha, "10.0.0.3:80 check port 33238", "10.0.0.3:80 no-check"), plan),
                 QStringList{u"no-check web-03"_qs});
        QCOMPARE(kindsOf(changed(ha, "10.0.0.3:80 check port 33238", "10.0.0.3:80 check"), plan),
                 QStringList{u"wrong-check web-03"_qs});
        QCOMPARE(kindsOf(changed(ha, "uri /ready", "uri /live"), plan), QStringList{u"wrong-check"_qs});
        QCOMPARE(kindsOf(changed(ha, "balance leastconn", "balance source"), plan),
                 QStringList{u"sticky"_qs});
        QCOMPARE(kindsOf(changed(ha, "balance leastconn", "cookie SRV insert"), plan),
                 QStringList{u"sticky"_qs});
        QCOMPARE(kindsOf(changed(ng, "least_conn;", "ip_hash;"), plan), QStringList{u"sticky"_qs});
        QCOMPARE(kindsOf(u"Dear diary"_qs, plan), QStringList{u"unreadable"_qs});
    }

    void nodesOnOneMachineAreToldApartByTheirPorts()
    {
        FactsBuilder cluster(3);
        BalancerOptions options;
        for (int i = 0; i < 3; ++i) {
            cluster.node(i).report.address = u"127.0.0.1"_qs;
            cluster.node(i).report.health = QStringLiteral("http://127.0.0.1:%1").arg(9001 + i);
            QVERIFY(readWebPort(QStringLiteral("%1=%2").arg(cluster.node(i).name).arg(8001 + i), options));
        }
        const BalancerPlan plan = *balancerPlan(cluster.view(), options);
        const QString text = configText(BalancerProduct::Nginx, plan);
        QVERIFY(text.contains(u"server 127.0.0.1:8003 "));
        QCOMPARE(kindsOf(text, plan), QStringList());
        QCOMPARE(kindsOf(without(text, u"127.0.0.1:8002"_qs), plan), QStringList{u"missing-node web-02"_qs});
    }

    void wrongOptionsAreRefused()
    {
        BalancerOptions options;
        for (const char* text : {"", "http", "0", "70000", "=80", "web-01=", "web-01=x"})
            QVERIFY2(!readWebPort(QString::fromLatin1(text), options), text);
        const ClusterView view = oddView(1);
        for (const char* text : {"", "80", "*", "*:0", "a b:80", "2001:db8::1:80", "*:80\nuser root"}) {
            options.bind = QString::fromLatin1(text);
            QVERIFY2(!balancerPlan(view, options), text);
        }
        options.bind = u"[2001:db8::10]:443"_qs;
        QCOMPARE(balancerPlan(view, options)->bindHost, QStringLiteral("2001:db8::10"));
        options.webPortOf.insert(u"nobody"_qs, 80);
        QVERIFY(!balancerPlan(view, options));
    }

    void aNodeThatIsDrainedIsDownForNginx()
    {
        FactsBuilder cluster(2);
        for (int i = 0; i < 2; ++i) {
            cluster.node(i).report.address = QStringLiteral("10.0.0.%1").arg(i + 1);
            cluster.node(i).report.health = QStringLiteral("http://10.0.0.%1:33238").arg(i + 1);
        }
        cluster.node(1).wanted = Wanted::Draining;
        const QString text = configText(BalancerProduct::Nginx, *balancerPlan(cluster.view(), {}));
        QVERIFY2(text.contains(u"server 10.0.0.2:80 max_fails=1 fail_timeout=2s down;"), qPrintable(text));
        QVERIFY(!text.contains(u"10.0.0.1:80 max_fails=1 fail_timeout=2s down;"));
    }
};

QTEST_GUILESS_MAIN(TestBalancer)
#include "tst_balancer.moc"
