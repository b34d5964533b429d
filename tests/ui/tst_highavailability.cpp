#include "model/tables/takeoverstate.h"
#include "tests/ui/pagetools.h"
#include "tests/ui/sampleview.h"
#include "ui/dialogs/question.h"
#include "ui/pages/forecastcard.h"
#include "ui/pages/highavailabilitypage.h"
#include "ui/pages/successioncard.h"
#include "ui/pages/takeovercard.h"
#include "ui/pages/timingscard.h"
#include "ui/widgets/banners.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/phasebar.h"
#include "ui/widgets/searchfield.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QHeaderView>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// The seven nodes of the pictures, with the phases of their takeovers noted.
Sample measured()
{
    Sample sample = production();
    std::vector<Term>& terms = sample.facts.terms;
    terms[0].askedBy = QStringLiteral("dana");
    terms[0].claimMs = 14;
    terms[0].workMs = 380;
    terms[1].claimMs = 11;
    terms[1].workMs = 420;
    terms[1].endReason = wordOf(TermEnd::Switchover);
    terms[2].claimMs = 23;
    terms[2].workMs = 510;
    terms[2].endReason = wordOf(TermEnd::WorkerDied);
    return sample;
}

/// Older terms than those of the sample, as a loader gives them: down to epoch 1.
TermHistoryCard::Loader olderThan(const Sample& sample, int& asked)
{
    return [terms = sample.facts.terms, &asked](Epoch before, int limit) {
        ++asked;
        std::vector<Term> page;
        if (terms.empty())
            return readyResult<std::vector<Term>>(page);
        for (Epoch epoch = before > 0 ? before - 1 : 42; epoch > 0 && int(page.size()) < limit; --epoch) {
            Term term = terms.back();
            for (const Term& known : terms)
                if (known.epoch == epoch)
                    term = known;
            if (term.epoch != epoch) {
                term.epoch = epoch;
                term.startedAt -= (40 - epoch) * 86'400'000;
                term.endedAt = term.startedAt + 80'000'000;
            }
            page.push_back(term);
        }
        return readyResult<std::vector<Term>>(page);
    };
}

QPushButton* named(QWidget& page, const char* name)
{
    return page.findChild<QPushButton*>(QString::fromLatin1(name));
}

QString allText(const QWidget& parent)
{
    QStringList text;
    const QList<TextLabel*> labels = parent.findChildren<TextLabel*>();
    for (const TextLabel* label : labels)
        if (label->isVisibleTo(&parent))
            text << label->text();
    return text.join(u'\n');
}

/// Every label that does not wrap is as wide as its text, and every table cell as wide as its first line.
void nothingIsCut(const QWidget& page)
{
    labelsHaveRoom(page);
    const QList<QTableView*> tables = page.findChildren<QTableView*>();
    for (const QTableView* table : tables) {
        for (int row = 0; row < table->model()->rowCount(); ++row) {
            for (int column = 0; column < table->model()->columnCount(); ++column) {
                const QModelIndex index = table->model()->index(row, column);
                if (!table->isVisible() || !table->viewport()->rect().intersects(table->visualRect(index)))
                    continue;
                const QString text = index.data().toString();
                const int needed = QFontMetrics(QApplication::font()).horizontalAdvance(text) + 8;
                QVERIFY2(table->columnWidth(column) >= needed, qPrintable(text));
            }
        }
    }
}

} // namespace

class HighAvailabilityTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Look> m_look;

private Q_SLOTS:
    void initTestCase() { m_look = std::make_unique<Look>(); }
    void cleanupTestCase() { m_look.reset(); }
    void cleanup() { m_look->setDark(false); }

    void everyStateFits_data() { Look::addRows(); }
    void everyStateFits()
    {
        const QSize size = m_look->takeRow();
        const QString tag = Look::rowName();
        const Sample sample = measured();
        Sample paused = sample;
        paused.facts.cluster.paused = true;
        paused.facts.cluster.pausedBy = QStringLiteral("dana");
        paused.facts.cluster.pausedReason = QStringLiteral("Work on the switch in rack 4");
        Sample halted = sample;
        halted.facts.fence = 39;
        Sample orphaned = sample;
        orphaned.facts.leaseAge = 90s;
        Sample empty = sample;
        empty.facts.nodes.clear();
        empty.facts.terms.clear();
        empty.facts.events.clear();
        for (NodeRow& row : paused.facts.nodes)
            row.name = row.name + QStringLiteral("-production-frankfurt");
        const std::array<std::tuple<QString, Sample, Freshness>, 9> states{
            {{QStringLiteral("on"), sample, fresh()},
             {QStringLiteral("off"), staging(), fresh()},
             {QStringLiteral("paused-long-names"), paused, fresh()},
             {QStringLiteral("halted"), halted, fresh()},
             {QStringLiteral("no-primary"), orphaned, fresh()},
             {QStringLiteral("no-nodes"), empty, fresh()},
             {QStringLiteral("stale"), sample, stale()},
             {QStringLiteral("not-read"), sample, {}},
             {QStringLiteral("fifty"), many(50), fresh()}}};
        for (const auto& [name, each, freshness] : states) {
            int asked = 0;
            HighAvailabilityPage page;
            page.setLoader(olderThan(each, asked));
            page.present(each.view(), freshness);
            open(page, size);
            picture(page, QStringLiteral("ha-%1-%2").arg(name, tag));
            nothingIsCut(page);
        }
    }

    void aPrimaryThatIsNoNodeAnyMoreHasNoName()
    {
        Sample sample = measured();
        sample.facts.nodes.clear();
        ForecastCard card(ForecastCard::Detail::Full);
        card.present(sample.view(), fresh());
        QVERIFY2(!card.accessibleName().contains(QStringLiteral("  ")), qPrintable(card.accessibleName()));
    }

    void theStateIsSaidWithItsCause()
    {
        const auto state = [](const Sample& sample) { return takeoverStateOf(sample.view(), fresh()); };
        Sample sample = measured();
        QCOMPARE(state(sample).kind, TakeoverState::Kind::On);
        QVERIFY(state(sample).sentence.contains(QStringLiteral("web-02")));
        QVERIFY(state(sample).sentence.endsWith(QStringLiteral("within 3.3\u202Fs at most.")));
        Sample held = measured();
        for (NodeRow& row : held.facts.nodes)
            row.report.holdBack = HoldBack{16s, TermEnd::SelfFenced, 4s};
        QCOMPARE(state(held).kind, TakeoverState::Kind::On);
        QCOMPARE(state(held).mark, Mark::Degraded);
        QVERIFY(state(held).sentence.contains(QStringLiteral("but not at once: ")));
        sample.facts.cluster.paused = true;
        sample.facts.cluster.pausedBy = QStringLiteral("dana");
        sample.facts.cluster.pausedReason = QStringLiteral("rewiring");
        QCOMPARE(state(sample).kind, TakeoverState::Kind::Paused);
        QVERIFY(state(sample).sentence.contains(QStringLiteral("dana paused it (rewiring)")));
        sample.facts.lease.reset();
        QCOMPARE(state(sample).kind, TakeoverState::Kind::Halted);
        QVERIFY(state(sample).remedy.contains(QStringLiteral("rollcallctl lease repair")));
        Sample alone = many(1);
        QCOMPARE(state(alone).kind, TakeoverState::Kind::Alone);
        QVERIFY(state(alone).sentence.endsWith(QStringLiteral("is the only node.")));
        alone.facts.cluster.mode = Mode::LoadBalancing;
        QCOMPARE(state(alone).kind, TakeoverState::Kind::Off);
        alone.facts.leaseAge = 90s;
        QCOMPARE(state(alone).kind, TakeoverState::Kind::NoPrimary);
        alone.facts.nodes.clear();
        QCOMPARE(state(alone).kind, TakeoverState::Kind::NoNodes);
        QCOMPARE(state(staging()).kind, TakeoverState::Kind::OffSingle);
        QCOMPARE(takeoverStateOf(staging().view(), stale()).kind, TakeoverState::Kind::Stale);
        QCOMPARE(takeoverStateOf(staging().view(), {}).kind, TakeoverState::Kind::NotRead);
    }

    void offeredIsWhatTheStateNeeds()
    {
        HighAvailabilityPage page;
        page.present(staging().view(), fresh());
        open(page);
        QSignalSpy asked(&page, &Page::requested);
        QVERIFY(named(page, "enableHighAvailability")->isVisible());
        QVERIFY(named(page, "enableLoadBalancing")->isVisible());
        QVERIFY(!named(page, "pauseTakeover")->isVisible());
        QTest::mouseClick(named(page, "enableHighAvailability"), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>(), Intent::enable(Feature::HighAvailability));

        Sample sample = measured();
        page.present(sample.view(), fresh());
        QVERIFY(!named(page, "enableHighAvailability")->isVisible());
        QTest::mouseClick(named(page, "pauseTakeover"), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>(), Intent::forNode(Act::Pause, {}));
        QTest::mouseClick(named(page, "handOver"), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>(), Intent::forNode(Act::HandOver, {}));
        QTest::mouseClick(named(page, "changeTimings"), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>(), Intent::forNode(Act::ChangeTimings, {}));
        sample.facts.cluster.paused = true;
        page.present(sample.view(), fresh());
        QVERIFY(!named(page, "pauseTakeover")->isVisible());
        QTest::mouseClick(named(page, "resumeTakeover"), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>(), Intent::forNode(Act::Resume, {}));
    }

    void oldValuesAreLabelledAndActionsAreOff()
    {
        HighAvailabilityPage page;
        const Sample sample = measured();
        page.present(sample.view(), stale());
        open(page);
        for (const char* name : {"handOver", "pauseTakeover", "changeTimings", "setPriority"}) {
            QVERIFY2(!named(page, name)->isEnabled(), name);
            QCOMPARE(named(page, name)->toolTip(),
                     QStringLiteral("Off because the values are 34\u202Fs old."));
        }
        QVERIFY(allText(*page.findChild<TimingsCard*>()).contains(QStringLiteral("34\u202Fs old")));
        QCOMPARE(page.succession().model().index(0, SuccessionModel::Place).data().toString(),
                 QStringLiteral("Unknown"));
        QSignalSpy asked(&page, &Page::requested);
        page.succession().table()->selectRow(0);
        Q_EMIT page.succession().table()->activated(page.succession().model().index(0, 0));
        QCOMPARE(asked.count(), 0);
    }

    void theRowsOfAnotherClusterGo()
    {
        HighAvailabilityPage page;
        page.present(measured().view(), fresh());
        QVERIFY(page.succession().model().rowCount() > 0);
        page.present(measured().view(), {}); // what was chosen now has not been read yet
        QCOMPARE(page.succession().model().rowCount(), 0);
        QVERIFY(!named(page, "setPriority")->isVisibleTo(&page));
    }

    void theLineSaysWhoIsNextAndWhatKeepsTheOthersOut()
    {
        Sample sample = measured();
        sample.facts.nodes[2].priority = 0;
        HighAvailabilityPage page;
        page.present(sample.view(), fresh());
        open(page);
        const SuccessionModel& model = page.succession().model();
        const auto row = [&](const QString& name) {
            for (int i = 0; i < model.rowCount(); ++i)
                if (model.entryAt(i)->name == name)
                    return *model.entryAt(i);
            return SuccessionEntry();
        };
        QCOMPARE(model.entryAt(0)->place.text, QStringLiteral("Primary"));
        QCOMPARE(row(QStringLiteral("web-02")).place.text, QStringLiteral("Takes over next"));
        QCOMPARE(row(QStringLiteral("web-03")).place.text, QStringLiteral("Never primary"));
        QCOMPARE(row(QStringLiteral("web-04")).place.text, QStringLiteral("Draining"));
        QCOMPARE(row(QStringLiteral("web-05")).place.text, QStringLiteral("Maintenance"));
        QCOMPARE(row(QStringLiteral("web-06")).place.text, QStringLiteral("Down"));
        QCOMPARE(model.index(0, SuccessionModel::Priority).data().toString(), QStringLiteral("Normal"));
        QVERIFY(!named(page, "setPriority")->isEnabled()); // no node is chosen
        QSignalSpy asked(&page, &Page::requested);
        page.succession().table()->selectRow(1);
        QTest::mouseClick(named(page, "setPriority"), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>(),
                 Intent::forNode(Act::SetPriority, model.entryAt(1)->node));
    }

    void olderTermsAreLoadedAndFiltered()
    {
        const Sample sample = measured();
        int asked = 0;
        HighAvailabilityPage page;
        page.setLoader(olderThan(sample, asked));
        page.present(sample.view(), fresh());
        QCOMPARE(page.history().model().rowCount(), 3);
        open(page);
        page.present(sample.view(), fresh());
        QTRY_COMPARE(page.history().model().rowCount(), 42);
        QCOMPARE(asked, 1); // fewer than a page came back: that was the beginning
        QTableView* table = page.history().table();
        QVERIFY(page.focusFilter());
        auto* field = page.history().findChild<SearchField*>();
        field->setText(QStringLiteral("DANA"));
        QCOMPARE(table->model()->rowCount(), 1);
        QCOMPARE(table->model()->index(0, TermTableModel::Epoch).data().toString(), QStringLiteral("42"));
        field->setText(QStringLiteral("web-99"));
        auto* empty = page.history().findChild<EmptyState*>();
        QVERIFY(empty->isVisible());
        QTest::mouseClick(empty->findChild<QPushButton*>(), Qt::LeftButton);
        QCOMPARE(table->model()->rowCount(), 42);
        table->selectRow(0);
        table->setFocus();
        QTest::keySequence(table, QKeySequence::Copy);
        const QString copied = QApplication::clipboard()->text();
        QVERIFY2(copied.startsWith(QStringLiteral("42\tweb-01\t")), qPrintable(copied));
        QVERIFY(copied.contains(QStringLiteral("Switchover, asked by dana")));
        QVERIFY(copied.contains(QStringLiteral("claim 14\u202Fms, work 380\u202Fms")));
        QSignalSpy shown(&page, &Page::nodeAsked);
        Q_EMIT table->activated(table->model()->index(0, 0));
        QCOMPARE(shown.count(), 1);
        QCOMPARE(shown[0][0].value<NodeId>(), sample.facts.nodes[0].id);
    }

    void aHoleAfterALongTimeIsFilled()
    {
        Sample sample = measured();
        int asked = 0;
        HighAvailabilityPage page;
        page.setLoader([&](Epoch before, int) {
            ++asked;
            std::vector<Term> all;
            for (Epoch epoch = 60; epoch >= 40; --epoch) {
                Term term = sample.facts.terms.front();
                term.epoch = epoch;
                if (before == 0 || epoch < before)
                    all.push_back(term);
            }
            return readyResult<std::vector<Term>>(asked == 1 ? std::vector<Term>() : all);
        });
        open(page);
        page.present(sample.view(), fresh());
        QTRY_COMPARE(asked, 1);
        QCOMPARE(page.history().model().rowCount(), 3);
        Term late = sample.facts.terms.front();
        late.epoch = 60;
        sample.facts.terms = {late};
        page.present(sample.view(), fresh());
        QTRY_COMPARE(page.history().model().rowCount(), 21);
    }

    void termsAreExported()
    {
        std::vector<Term> terms = measured().facts.terms;
        terms[0].askedBy = QStringLiteral("=cmd(),\"x\"");
        terms[1].claimMs.reset();
        const QString csv = QString::fromUtf8(TermHistoryCard::toCsv(terms));
        QVERIFY(csv.startsWith(QStringLiteral(
            "epoch,node,began,began_by,asked_by,ended,ended_by,silence_ms,claim_ms,work_ms\r\n")));
        QVERIFY2(csv.contains(QStringLiteral("\"'=cmd(),\"\"x\"\"\",,,0,14,380\r\n")), qPrintable(csv));
        QVERIFY(csv.contains(QStringLiteral("switchover,2100,,420\r\n")));
        const QJsonArray json = QJsonDocument::fromJson(TermHistoryCard::toJson(terms)).array();
        QCOMPARE(json.size(), 3);
        QCOMPARE(json[0].toObject().value(QStringLiteral("epoch")).toInt(), 42);
        QVERIFY(json[1].toObject().value(QStringLiteral("claim_ms")).isNull());
        QVERIFY(json[0].toObject().value(QStringLiteral("ended")).isNull());
    }

    void phasesShareTheBar()
    {
        TakeoverPhases phases{Millis(1900), Millis(0), Millis(100)};
        const QList<QRectF> rects = phaseRects(QRectF(10, 0, 202, 8), phases);
        QCOMPARE(rects.size(), 3);
        QCOMPARE(rects[0].left(), 10.0);
        QCOMPARE(rects[1].width(), 3.0); // what was measured is seen, however short it was
        QVERIFY(rects[0].width() > rects[2].width());
        QCOMPARE(rects[2].right(), 212.0);
        QVERIFY(phaseRects(QRectF(0, 0, 100, 8), {}).isEmpty());
        PhaseBar bar;
        bar.setPhases(phases);
        QCOMPARE(
            bar.accessibleName(),
            QStringLiteral("Takeover 2.0\u202Fs: silence 1.9\u202Fs, claim 0.0\u202Fms, work 100\u202Fms"));
    }

    void handingOverOffersTheNextInLineFirst()
    {
        const ClusterView view = measured().view();
        const Intent intent = Intent::forNode(Act::HandOver, {});
        QVERIFY(questionFor(intent, view)->asksTarget);
        QVERIFY(!questionFor(Intent::forNode(Act::ChangeTimings, {}), view));
        QVERIFY(offReason(Intent::forNode(Act::ChangeTimings, {}), view, fresh()).isEmpty());
        QVERIFY(!offReason(Intent::forNode(Act::SetPriority, {}), view, fresh()).isEmpty());
        QVERIFY(offReason(Intent::forNode(Act::SetPriority, view.nodes[0].row.id), view, fresh()).isEmpty());
    }

    void everyControlHasANameAndTakesTheKeyboard()
    {
        HighAvailabilityPage page;
        page.present(measured().view(), fresh());
        open(page);
        const QList<QWidget*> all = page.findChildren<QWidget*>();
        int reached = 0;
        for (const QWidget* each : all) {
            if (!(each->focusPolicy() & Qt::TabFocus) || !each->isVisible() || each->inherits("QScrollArea"))
                continue;
            if (each->inherits("QHeaderView"))
                continue;
            ++reached;
            const auto* button = qobject_cast<const QPushButton*>(each);
            QVERIFY2(!each->accessibleName().isEmpty() || (button && !button->text().isEmpty()),
                     each->metaObject()->className());
        }
        QVERIFY(reached >= 8);
    }

    void tenThousandNodesStayQuick()
    {
        Sample sample = many(10000);
        const ClusterView first = sample.view();
        for (NodeRow& row : sample.facts.nodes)
            row.heartbeatAge = *row.heartbeatAge + 300ms;
        const ClusterView second = sample.view();
        HighAvailabilityPage page;
        open(page);
        page.present(first, fresh());
        const int before = processorMillis();
        page.present(second, fresh());
        const int took = processorMillis() - before;
        qInfo("refresh with 10000 nodes: %d ms", took);
        // A wide limit: it catches what grows with the square.
        QVERIFY2(took < 2000, qPrintable(QString::number(took)));
        picture(page, QStringLiteral("ha-ten-thousand"));
    }
};

QTEST_MAIN(HighAvailabilityTest)
#include "tst_highavailability.moc"
