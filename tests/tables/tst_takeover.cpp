#include "model/cluster/termwords.h"
#include "model/tables/prioritywords.h"
#include "model/tables/successionmodel.h"
#include "model/tables/takeoverphases.h"
#include "model/tables/termtablemodel.h"
#include "model/tables/timingswords.h"

#include <QAbstractItemModelTester>
#include <QPersistentModelIndex>
#include <QSignalSpy>
#include <QTest>

using namespace rollcall;
using namespace std::chrono_literals;

namespace
{

constexpr qint64 start = 1'760'000'000'000;
constexpr qint64 hour = 3'600'000;

Term term(Epoch epoch, TermStart why = TermStart::Silence)
{
    Term each;
    each.epoch = epoch;
    each.nodeName = QStringLiteral("web-%1").arg(epoch % 3 + 1, 2, 10, QLatin1Char('0'));
    each.startedAt = start + epoch * hour;
    each.startReason = wordOf(why);
    return each;
}

std::vector<Term> terms(Epoch newest, Epoch oldest)
{
    std::vector<Term> list;
    for (Epoch epoch = newest; epoch >= oldest; --epoch)
        list.push_back(term(epoch));
    return list;
}

NodeView node(const QString& name, int succession, int priority = normalPriority)
{
    NodeView view;
    view.row.id = NodeId::create();
    view.row.name = name;
    view.row.heartbeatAge = 400ms;
    view.row.priority = priority;
    view.succession = succession;
    view.alive = true;
    view.verdict.state = NodeState::Healthy;
    return view;
}

QStringList column(const QAbstractItemModel& model, int which)
{
    QStringList list;
    for (int row = 0; row < model.rowCount(); ++row)
        list << model.index(row, which).data().toString();
    return list;
}

} // namespace

class TakeoverTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void termsAreMergedInAnyOrder()
    {
        TermTableModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.add(terms(42, 40), 42, start + 43 * hour);
        model.add(terms(39, 30), 42, start + 43 * hour);
        QPersistentModelIndex kept = model.index(3, 0);
        model.add(terms(44, 43), 44, start + 45 * hour);
        QCOMPARE(model.rowCount(), 15);
        QCOMPARE(kept.row(), 5);
        for (int row = 1; row < model.rowCount(); ++row)
            QVERIFY(model.termAt(row - 1)->epoch > model.termAt(row)->epoch);
        model.clear();
        QCOMPARE(model.rowCount(), 0);
    }

    void theSameReadingCostsNothing()
    {
        TermTableModel model;
        model.add(terms(42, 40), 42, start + 43 * hour);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.add(terms(42, 40), 42, start + 43 * hour);
        QCOMPARE(changed.count(), 0);
        // Only the length of the term that runs goes on.
        model.add(terms(42, 40), 42, start + 44 * hour);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 0);
        QCOMPARE(changed[0][0].toModelIndex().column(), static_cast<int>(TermTableModel::Length));
    }

    void anEndThatNobodyWroteIsNotInvented()
    {
        TermTableModel model;
        std::vector<Term> list = terms(42, 40);
        list[1].endedAt = list[1].startedAt + hour / 2;
        list[1].endReason = wordOf(TermEnd::WorkerDied);
        model.add(list, 42, start + 43 * hour);
        const auto cell = [&](int row, int which, int role = Qt::DisplayRole) {
            return model.index(row, which).data(role).toString();
        };
        QCOMPARE(cell(0, TermTableModel::Ended), QStringLiteral("Still primary"));
        QVERIFY(cell(1, TermTableModel::Ended).contains(u','));
        QCOMPARE(cell(1, TermTableModel::Ended, SecondLineRole), QStringLiteral("Worker died"));
        QCOMPARE(cell(1, TermTableModel::Length), QStringLiteral("30\u202Fmin"));
        QCOMPARE(cell(2, TermTableModel::Ended), QStringLiteral("Not noted"));
        QCOMPARE(cell(2, TermTableModel::Length), QStringLiteral("≤ 1\u202Fh"));
        // Without a primary nothing is running any more.
        model.add({}, 0, start + 43 * hour);
        QCOMPARE(cell(0, TermTableModel::Ended), QStringLiteral("Not noted"));
        QCOMPARE(cell(0, TermTableModel::Length), QString(emDash));
    }

    void wordsOfReasons()
    {
        Term each = term(1, TermStart::Switchover);
        each.askedBy = QStringLiteral("dana");
        QCOMPARE(beganWords(each), QStringLiteral("switchover, asked by dana"));
        each.startReason = QStringLiteral("of-another-version");
        QCOMPARE(beganWords(each), QStringLiteral("of-another-version"));
        for (TermEnd why : {TermEnd::Stopped, TermEnd::WorkerDied, TermEnd::SelfFenced, TermEnd::Superseded,
                            TermEnd::Intent, TermEnd::UnitFailed}) {
            each.endReason = wordOf(why);
            QVERIFY2(!endedWords(each).isEmpty() && endedWords(each) != each.endReason,
                     qPrintable(each.endReason));
        }
    }

    void phasesAddUp()
    {
        Term each = term(1);
        QVERIFY(TakeoverPhases::of(each).isEmpty());
        QCOMPARE(TakeoverPhases::of(each).totalText(), QString(emDash));
        each.silenceMs = 1900;
        each.claimMs = 0;
        const TakeoverPhases phases = TakeoverPhases::of(each);
        QCOMPARE(phases.total(), 1900ms);
        QCOMPARE(phases.words(), QStringLiteral("silence 1.9\u202Fs, claim 0.0\u202Fms"));
        DrillReport report;
        report.silence = 0ms;
        report.work = 300ms;
        QCOMPARE(TakeoverPhases::of(report).words(), QStringLiteral("work 300\u202Fms"));
    }

    void theLineIsInOrder()
    {
        ClusterView view;
        view.facts.cluster.mode = Mode::HighAvailability;
        view.nodes = {node(QStringLiteral("a"), 2), node(QStringLiteral("b"), 0, neverPriority),
                      node(QStringLiteral("c"), 1, preferredPriority), node(QStringLiteral("d"), 0)};
        view.nodes[3].primary = true;
        SuccessionModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.show(view, {400ms});
        QCOMPARE(column(model, SuccessionModel::Node),
                 QStringList(
                     {QStringLiteral("d"), QStringLiteral("c"), QStringLiteral("a"), QStringLiteral("b")}));
        QCOMPARE(column(model, SuccessionModel::Place),
                 QStringList({QStringLiteral("Primary"), QStringLiteral("Takes over next"),
                              QStringLiteral("Second in line"), QStringLiteral("Never primary")}));
        QCOMPARE(model.index(1, SuccessionModel::Priority).data().toString(), QStringLiteral("Preferred"));
        QVERIFY(model.index(3, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("Never")));
        // A takeover moves rows, it does not make new ones.
        QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
        std::swap(view.nodes[2].primary, view.nodes[3].primary);
        view.nodes[2].succession = 0;
        view.nodes[3].succession = 1;
        model.show(view, {400ms});
        QCOMPARE(column(model, SuccessionModel::Node).first(), QStringLiteral("c"));
        QCOMPARE(inserted.count(), 0);
        model.show(view, {34s});
        QCOMPARE(column(model, SuccessionModel::Place).first(), QStringLiteral("Unknown"));
        model.show({}, {400ms});
        QCOMPARE(model.rowCount(), 0);
    }

    void whoHoldsBackSaysForHowLong()
    {
        ClusterView view;
        view.facts.cluster.mode = Mode::HighAvailability;
        NodeView held = node(QStringLiteral("a"), 1);
        held.row.heartbeatAge = 400ms;
        held.row.report.holdBack = HoldBack{16'400ms, TermEnd::SelfFenced, 4s};
        view.nodes = {held};
        SuccessionModel model;
        model.show(view, {400ms});
        QCOMPARE(model.entryAt(0)->place.text, QStringLiteral("Holds back for 16\u202Fs"));
        QCOMPARE(
            model.entryAt(0)->why,
            QStringLiteral("a holds back for 16\u202Fs more because its last term ended after 4.0\u202Fs."));
    }

    void everyReasonToStayOutIsSaid()
    {
        ClusterView view;
        view.facts.cluster.mode = Mode::HighAvailability;
        NodeView down = node(QStringLiteral("a"), 0);
        down.row.heartbeatAge.reset();
        down.verdict.state = NodeState::Down;
        down.verdict.sentence = QStringLiteral("It never wrote a heartbeat.");
        NodeView draining = node(QStringLiteral("b"), 0);
        draining.row.wanted = Wanted::Draining;
        NodeView unfit = node(QStringLiteral("c"), 0);
        unfit.row.report.unfit = QStringLiteral("The disk of the service is full.");
        NodeView fine = node(QStringLiteral("d"), 0);
        view.nodes = {down, draining, unfit, fine};
        SuccessionModel model;
        model.show(view, {400ms});
        for (int row = 0; row < 4; ++row)
            QVERIFY(!model.entryAt(row)->place.text.isEmpty());
        QCOMPARE(model.entryAt(0)->why, down.verdict.sentence);
        QCOMPARE(model.entryAt(1)->place.text, QStringLiteral("Draining"));
        QCOMPARE(model.entryAt(2)->why, unfit.row.report.unfit);
        view.facts.cluster.mode = Mode::LoadBalancing;
        model.show(view, {400ms});
        QCOMPARE(model.entryAt(3)->place.text, QStringLiteral("By hand"));
    }

    void timingsInWords()
    {
        QCOMPARE(exactSeconds(2000ms), QStringLiteral("2\u202Fs"));
        QCOMPARE(exactSeconds(250ms), QStringLiteral("0.25\u202Fs"));
        QCOMPARE(exactSeconds(1ms), QStringLiteral("0.001\u202Fs"));
        const QStringList lines = consequencesOf(LeaseTimings::standard(), 5);
        QCOMPARE(lines.size(), 4);
        QCOMPARE(lines[0], LeaseTimings::standard().takeoverSentence());
        QVERIFY2(lines[1].contains(QStringLiteral("1.7\u202Fs")), qPrintable(lines[1]));
        QVERIFY2(lines[2].contains(QStringLiteral("1.2\u202Fs")), qPrintable(lines[2]));
        QVERIFY2(lines[3].contains(QStringLiteral("16 reads and 2 writes")), qPrintable(lines[3]));
        QVERIFY(consequencesOf(LeaseTimings::tolerant(), 0)[3].contains(QStringLiteral("4 times")));
    }
};

QTEST_GUILESS_MAIN(TakeoverTest)
#include "tst_takeover.moc"
