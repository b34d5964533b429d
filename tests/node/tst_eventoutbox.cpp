#include "model/cluster/eventkinds.h"
#include "model/database/clusterrepository.h"
#include "model/database/eventrepository.h"
#include "model/database/migrator.h"
#include "model/node/eventoutbox.h"
#include "model/node/memberevents.h"
#include "model/node/unitevents.h"
#include "tests/support/testsupport.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace rollcall;
using namespace std::chrono_literals;

class TestEventOutbox : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_url = QStringLiteral("sqlite://%1").arg(m_folder->filePath(u"c.db"_qs));
    }

    void eventsKeepTheirOrder()
    {
        makeCluster();
        DatabaseWorker worker(*DatabaseUrl::parse(m_url), {}, {});
        EventOutbox outbox(worker, NodeId::create(), u"web-01"_qs);
        for (int i = 0; i < 100; ++i)
            outbox.add(eventkind::UnitStarted, Severity::Info, QString::number(i));
        test::waitUntil([&] { return outbox.isEmpty(); }, 10s, "all to be written");
        const std::vector<Event> written = ofKind(eventkind::UnitStarted);
        QCOMPARE(written.size(), size_t(100));
        for (size_t i = 0; i < written.size(); ++i)
            QCOMPARE(written[i].sentence, QString::number(99 - static_cast<int>(i))); // newest first
        QCOMPARE(written[0].nodeName, u"web-01"_qs);
    }

    void anOutageIsSurvivedAndLossesAreTold()
    {
        DatabaseWorker worker(*DatabaseUrl::parse(m_url), {}, {});
        EventOutbox outbox(worker, NodeId::create(), u"web-01"_qs);
        const int more = 70;
        const int capacity = static_cast<int>(EventOutbox::capacity);
        for (int i = 0; i < capacity + more; ++i)
            outbox.add(eventkind::UnitFailed, Severity::Warning, QString::number(i));
        QVERIFY(!outbox.isEmpty());
        makeCluster();
        test::waitUntil([&] { return outbox.isEmpty(); }, 15s, "all to be written");
        const std::vector<Event> written = ofKind(eventkind::UnitFailed);
        // What was on its way when it would have been dropped may have been written after all.
        QVERIFY(static_cast<int>(written.size()) >= capacity);
        QCOMPARE(written.front().sentence, QString::number(capacity + more - 1));
        qint64 lost = 0;
        for (const Event& loss : ofKind(eventkind::EventsLost))
            lost += loss.details.value(u"count").toInteger();
        QVERIFY(lost > 0);
        QCOMPARE(static_cast<int>(written.size()) + static_cast<int>(lost), capacity + more);
    }

    void readinessIsToldOnceEachTime()
    {
        makeCluster();
        DatabaseWorker worker(*DatabaseUrl::parse(m_url), {}, {});
        EventOutbox outbox(worker, NodeId::create(), u"web-01"_qs);
        UnitEvents events(outbox, u"web-01"_qs);
        UnitReport unit{u"web"_qs, UnitRole::Web, UnitState::Running, 17, 0, {}};
        const auto look = [&](std::optional<bool> ready, const QString& why) {
            unit.ready = ready;
            unit.notReady = why;
            for (int i = 0; i < 3; ++i)
                events.look({unit});
        };
        look({}, u"It was started lately."_qs); // within its grace: not worth an event
        look(true, {});
        look(false, u"It answers 503."_qs);
        look(false, u"It answers 500."_qs);
        look(true, {});
        look(false, u"It answers 503."_qs);
        unit.state = UnitState::Failed;
        look({}, {});
        unit.state = UnitState::Running;
        look(true, {}); // that it runs again was told
        test::waitUntil([&] { return outbox.isEmpty(); }, 10s, "all to be written");
        const std::vector<Event> notReady = ofKind(eventkind::UnitNotReady);
        QCOMPARE(notReady.size(), size_t(2));
        QCOMPARE(notReady[0].sentence, u"The unit web on web-01 runs but is not ready. It answers 503."_qs);
        QCOMPARE(notReady[0].severity, Severity::Error);
        QCOMPARE(notReady[0].details.value(u"unit").toString(), u"web"_qs);
        QCOMPARE(ofKind(eventkind::UnitReady).size(), size_t(1));
        QCOMPARE(ofKind(eventkind::UnitStarted).size(), size_t(2));
    }

    void whatLastsIsToldWhenItChanges()
    {
        makeCluster();
        DatabaseWorker worker(*DatabaseUrl::parse(m_url), {}, {});
        EventOutbox outbox(worker, NodeId::create(), u"web-01"_qs);
        MemberEvents news(outbox, u"web-01"_qs);
        news.fitness({}); // as it was
        for (int i = 0; i < 3; ++i)
            news.fitness(u"No disk."_qs);
        news.fitness({});
        news.license(u"The license allows 2 nodes."_qs, 2);
        news.license({}, 3);
        news.fenced(7, TermEnd::SelfFenced);
        test::waitUntil([&] { return outbox.isEmpty(); }, 10s, "all to be written");
        QCOMPARE(ofKind(eventkind::NodeUnfit).size(), size_t(1));
        QCOMPARE(ofKind(eventkind::NodeUnfit)[0].sentence, u"web-01 could not take over. No disk."_qs);
        QCOMPARE(ofKind(eventkind::NodeFit).size(), size_t(1));
        QCOMPARE(ofKind(eventkind::NodeOverLimit).size(), size_t(1));
        QCOMPARE(ofKind(eventkind::NodeWithinLimit).size(), size_t(1));
        const std::vector<Event> fenced = ofKind(eventkind::PrimaryFenced);
        QCOMPARE(fenced.size(), size_t(1));
        QVERIFY(fenced[0].sentence.endsWith(u"it could not renew its lease in time."));
        QCOMPARE(fenced[0].details.value(u"epoch").toInteger(), 7);
    }

private:
    void makeCluster()
    {
        SessionOptions options;
        options.createFile = true;
        options.requireSchema = false;
        auto session = Session::open(*DatabaseUrl::parse(m_url), {}, options);
        QVERIFY(session);
        QVERIFY(Migrator().migrate(**session));
        QVERIFY(ClusterRepository::create(**session, u"Test"_qs, u"test"_qs));
    }

    std::vector<Event> ofKind(QLatin1String kind)
    {
        auto session = Session::open(*DatabaseUrl::parse(m_url), {});
        EventFilter filter;
        filter.kind = QString(kind);
        filter.limit = 1000;
        return EventRepository::list(**session, filter).value();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_url;
};

QTEST_GUILESS_MAIN(TestEventOutbox)
#include "tst_eventoutbox.moc"
