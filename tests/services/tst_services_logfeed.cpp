#include "model/messenger/messengerserver.h"
#include "model/messenger/messengersubscription.h"
#include "model/services/logfeed.h"
#include "tests/support/testsupport.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// A node with one unit, as PROTOCOL.md says of logs.subscribe.
struct TalkingNode {
    explicit TalkingNode(const QString& path)
        : endpoint(Endpoint::pipe(path))
    {
        server.addCallerMethod(u"logs.subscribe"_qs, [this](const QJsonObject& params, ClientNumber client,
                                                            const MethodTable::Answer& answer) {
            if (params.value(u"unit").toString() != u"web")
                return answer(rpcError(RpcCode::NotFound, u"This node has no unit."_qs));
            readers.push_back(server.subscribe(client).value());
            answer(QJsonObject{{u"subscription"_qs, readers.back().name},
                               {u"written"_qs, qint64(lines.size())},
                               {u"incarnation"_qs, incarnation}});
            const auto from = std::max(qsizetype(0), lines.size() - params.value(u"lines").toInt());
            for (qsizetype i = from; i < lines.size(); ++i)
                deliver(readers.back(), i);
        });
        if (!server.listen(endpoint, {}))
            qFatal("cannot listen");
    }
    void deliver(const Subscription& to, qsizetype index)
    {
        server.deliver(to, u"log"_qs, {{u"n"_qs, qint64(index) + 1}, {u"line"_qs, lines[index]}});
    }
    void write(const QString& line)
    {
        lines += line;
        for (const Subscription& reader : readers)
            deliver(reader, lines.size() - 1);
    }
    void dropAll()
    {
        for (const Subscription& reader : readers)
            server.closeClient(reader.client);
        readers.clear();
    }

    MessengerServer server;
    Endpoint endpoint;
    QString incarnation = u"first"_qs;
    QStringList lines;
    std::vector<Subscription> readers;
};

} // namespace

class TestServicesLogFeed : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void linesComeOnceWhateverTheConnectionDoes()
    {
        QTemporaryDir folder;
        TalkingNode node(folder.filePath(u"n"_qs));
        node.lines = {u"one"_qs, u"two"_qs, u"three"_qs};
        LogFeed feed(NodeId::create(), u"web"_qs, 2, source(node, u"web"_qs, 2), {});
        QStringList got;
        connect(&feed, &LogFeed::linesAdded, this, [&](const QStringList& lines) { got += lines; });
        QSignalSpy missed(&feed, &LogFeed::linesMissed);
        QSignalSpy caughtUp(&feed, &LogFeed::caughtUp);
        QSignalSpy restarted(&feed, &LogFeed::restarted);
        QCOMPARE(feed.state(), LogFeed::State::Connecting);
        waitUntil([&] { return caughtUp.size() == 1; }, 5s, "the last lines");
        QCOMPARE(got, (QStringList{u"two"_qs, u"three"_qs}));
        QCOMPARE(feed.state(), LogFeed::State::Live);
        node.write(u"four"_qs);
        waitUntil([&] { return got.size() == 3; }, 5s, "a live line");

        // Three more while it is away, of which the node sends two.
        node.dropAll();
        waitUntil([&] { return feed.state() == LogFeed::State::Lost; }, 5s, "the loss");
        QVERIFY(!feed.error().what.isEmpty());
        for (const QString& line : {u"five"_qs, u"six"_qs, u"seven"_qs})
            node.write(line);
        waitUntil([&] { return caughtUp.size() == 2; }, 5s, "the rest");
        QCOMPARE(got.mid(3), (QStringList{u"six"_qs, u"seven"_qs}));
        QCOMPARE(missed.size(), 1);
        QCOMPARE(missed[0][0].toLongLong(), 1);
        // And none is shown twice.
        node.dropAll();
        waitUntil([&] { return caughtUp.size() == 3; }, 5s, "it to come back");
        QCOMPARE(got.size(), 5);
        QCOMPARE(restarted.size(), 0);

        // Another process of the node counts from one again.
        node.dropAll();
        node.incarnation = u"second"_qs;
        node.lines = {u"new"_qs};
        waitUntil([&] { return caughtUp.size() == 4; }, 5s, "the new process");
        QCOMPARE(restarted.size(), 1);
        QCOMPARE(got.last(), u"new"_qs);
        QCOMPARE(missed.size(), 1);
    }

    void aUnitWithoutLinesIsCaughtUpAtOnce()
    {
        QTemporaryDir folder;
        TalkingNode node(folder.filePath(u"n"_qs));
        LogFeed feed(NodeId::create(), u"web"_qs, 50, source(node, u"web"_qs, 50), {});
        QSignalSpy caughtUp(&feed, &LogFeed::caughtUp);
        waitUntil([&] { return caughtUp.size() == 1; }, 5s, "it to be caught up");
    }

    void whatCannotBeFollowedSaysWhy()
    {
        QTemporaryDir folder;
        TalkingNode node(folder.filePath(u"n"_qs));
        LogFeed unknown(NodeId::create(), u"no"_qs, 50, source(node, u"no"_qs, 50), {});
        waitUntil([&] { return unknown.state() == LogFeed::State::Ended; }, 5s, "the refusal");
        QCOMPARE(unknown.error().what, u"This node has no unit."_qs);
        const LogFeed never(NodeId::create(), u"web"_qs, 50, nullptr,
                            {ErrorKind::Refused, u"No key."_qs, {}, {}});
        QCOMPARE(never.state(), LogFeed::State::Ended);
        QCOMPARE(never.error().what, u"No key."_qs);
    }

private:
    static std::unique_ptr<MessengerSubscription> source(const TalkingNode& node, const QString& unit,
                                                         int lines)
    {
        return std::make_unique<MessengerSubscription>(node.endpoint, std::nullopt, u"logs.subscribe"_qs,
                                                       QJsonObject{{u"unit"_qs, unit}, {u"lines"_qs, lines}});
    }
};

QTEST_GUILESS_MAIN(TestServicesLogFeed)
#include "tst_services_logfeed.moc"
