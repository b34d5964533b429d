#include "model/cluster/eventkinds.h"
#include "model/tables/licensewords.h"
#include "tests/ui/pagetools.h"
#include "tests/ui/recordingactions.h"
#include "tests/ui/sampleview.h"
#include "ui/dialogs/licensedialog.h"
#include "ui/dialogs/settingdialog.h"
#include "ui/pages/settingscard.h"
#include "ui/pages/settingspage.h"
#include "ui/widgets/labels.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTest>

#include <algorithm>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

/// The catalogue as a cluster answers it; ttl and path were changed by dana.
std::vector<SettingState> stored(qint64 now)
{
    std::vector<SettingState> states;
    for (const SettingSpec& spec : settingCatalogue()) {
        SettingState state;
        state.spec = spec;
        state.value = spec.standard;
        if (spec.key == settingkey::Ttl || spec.key == settingkey::BasePath) {
            state.value =
                spec.key == settingkey::Ttl ? QStringLiteral("2400") : QStringLiteral("/srv/shared");
            state.stored = true;
            state.changedAt = now - 3'600'000;
            state.changedBy = QStringLiteral("dana");
        }
        states.push_back(state);
    }
    return states;
}

std::vector<Event> changedEvents(qint64 now)
{
    std::vector<Event> events;
    for (int i = 0; i < 3; ++i) {
        Event event;
        event.id = 700 - i;
        event.at = now - 3'600'000 - i * 50'000'000LL;
        event.kind = i == 1 ? eventkind::LicenseChanged : eventkind::SettingChanged;
        event.actor = QStringLiteral("dana");
        event.sentence =
            i == 1
                ? QStringLiteral("The license was changed from Enterprise, 5 nodes to Enterprise, 8 nodes.")
                : QStringLiteral("The setting election.ttl_ms was changed from 2000 ms to 2400 ms.");
        events.push_back(event);
    }
    return events;
}

/// A page that reads from here.
void feed(SettingsPage& page, const std::vector<SettingState>& states, const std::vector<Event>& events)
{
    page.setLoaders([states] { return readyResult<std::vector<SettingState>>(states); },
                    [events] { return readyResult<std::vector<Event>>(events); });
}

QPushButton* named(QWidget& page, const char* name)
{
    return page.findChild<QPushButton*>(QString::fromLatin1(name));
}

void choose(const SettingsPage& page, QTableView* table, QAnyStringView key)
{
    Q_UNUSED(page)
    for (int row = 0; row < table->model()->rowCount(); ++row)
        if (QAnyStringView(table->model()->index(row, 0).data(IdRole).toString()) == key)
            table->selectRow(row);
}

/// Every label that does not wrap is as wide as its text, and every table cell as wide as its first line.
void nothingIsCut(const QWidget& page)
{
    labelsHaveRoom(page);
    const QList<QTableView*> tables = page.findChildren<QTableView*>();
    for (const QTableView* table : tables)
        for (int row = 0; row < table->model()->rowCount(); ++row)
            for (int column = 0; column < table->model()->columnCount(); ++column) {
                const QString text = table->model()->index(row, column).data().toString();
                // Sentences and paths may be elided; names, numbers and times may not.
                if (!table->isVisible() || table->isColumnHidden(column) || text.size() > 30)
                    continue;
                QVERIFY2(table->columnWidth(column) >=
                             QFontMetrics(QApplication::font()).horizontalAdvance(text),
                         qPrintable(text));
            }
}

} // namespace

class SettingsPageTest : public QObject
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
        Sample sample = production();
        sample.facts.cluster.license.nodes = 8;
        sample.facts.cluster.license.by = QStringLiteral("dana");
        sample.facts.cluster.license.since = sample.facts.databaseTime - 51'000'000;
        const qint64 now = sample.facts.databaseTime;
        Sample over = sample;
        over.facts.cluster.license.nodes = 5;
        over.facts.cluster.license.edition = Edition::BasicLoadBalancing;
        for (NodeRow& row : over.facts.nodes)
            row.name += QStringLiteral("-production-frankfurt");
        Sample empty = sample;
        empty.facts.nodes.clear();
        std::vector<SettingState> broken = stored(now);
        broken.back().value = u'/' + QString(150, u'x');
        for (SettingState& state : broken)
            if (timingOf(state.spec.key))
                state.problem =
                    QStringLiteral("The stored timings cannot be used: renew must be 700 ms at most. "
                                   "The standard ones are.");
        const std::array<std::tuple<QString, Sample, Freshness, std::vector<SettingState>>, 5> states{
            {{QStringLiteral("changed"), sample, fresh(), stored(now)},
             {QStringLiteral("broken"), over, fresh(), broken},
             {QStringLiteral("no-nodes"), empty, fresh(), stored(now)},
             {QStringLiteral("stale"), sample, stale(), stored(now)},
             {QStringLiteral("not-read"), sample, {}, stored(now)}}};
        for (const auto& [name, each, freshness, settings] : states) {
            SettingsPage page;
            feed(page, settings, changedEvents(now));
            if (freshness.stale())
                page.present(each.view(), fresh());
            page.present(each.view(), freshness);
            open(page, size);
            picture(page, QStringLiteral("settings-%1-%2").arg(name, Look::rowName()));
            nothingIsCut(page);
        }
    }

    void theTableSaysEverySetting()
    {
        const Sample sample = production();
        SettingModel model;
        QAbstractItemModelTester tester(&model);
        model.show(stored(sample.facts.databaseTime), sample.facts.databaseTime);
        QCOMPARE(model.rowCount(), static_cast<int>(settingCatalogue().size()));
        QCOMPARE(model.index(0, SettingModel::Value).data().toString(), QStringLiteral("2400 ms"));
        QCOMPARE(model.index(0, SettingModel::Value).data(ToneRole).value<Tone>(), Tone::Strong);
        QCOMPARE(model.index(0, SettingModel::Default).data().toString(), QStringLiteral("2000 ms"));
        QCOMPARE(model.index(0, SettingModel::Allowed).data().toString(), QStringLiteral("500 to 600000 ms"));
        QCOMPARE(model.index(0, SettingModel::Changed).data().toString(), QStringLiteral("13:32"));
        QCOMPARE(model.index(0, SettingModel::Changed).data(SecondLineRole).toString(),
                 QStringLiteral("dana"));
        QCOMPARE(model.index(1, SettingModel::Changed).data().toString(), emDash);
        QVERIFY(model.index(1, 0)
                    .data(Qt::AccessibleTextRole)
                    .toString()
                    .contains(QStringLiteral("500 ms, the default")));
        QVERIFY(model.copyText(0).startsWith(QStringLiteral("Time to live\telection.ttl_ms\t2400 ms\t")));
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.show(stored(sample.facts.databaseTime), sample.facts.databaseTime);
        QCOMPARE(changed.count(), 0);
    }

    void isSearchedChangedAndReset()
    {
        const Sample sample = production();
        SettingsPage page;
        feed(page, stored(sample.facts.databaseTime), changedEvents(sample.facts.databaseTime));
        page.present(sample.view(), fresh());
        open(page);
        QTableView* table = page.settings().table();
        QTRY_COMPARE(table->model()->rowCount(), static_cast<int>(settingCatalogue().size()));
        QTRY_COMPARE(page.changes().model().rowCount(), 3);
        QVERIFY(!named(page, "changeSetting")->isEnabled());
        QVERIFY(page.focusFilter());
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("artifacts"));
        QCOMPARE(table->model()->rowCount(), 1);
        QTest::keyClicks(QApplication::focusWidget(), QStringLiteral("xyz"));
        QVERIFY(!table->isVisible());
        picture(page, QStringLiteral("settings-nothing-found"));
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
        QCOMPARE(table->model()->rowCount(), static_cast<int>(settingCatalogue().size()));

        QSignalSpy asked(&page, &Page::requested);
        table->setFocus(); // on its first row, which is not selected
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(asked.takeLast()[0].value<Intent>(), Intent::changeSetting(settingkey::Ttl));
        choose(page, table, settingkey::Ttl);
        QTest::mouseClick(named(page, "changeSetting"), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>(), Intent::changeSetting(settingkey::Ttl));
        table->setFocus();
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(asked.takeLast()[0].value<Intent>(), Intent::changeSetting(settingkey::Ttl));
        QTest::mouseClick(named(page, "resetSetting"), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>(),
                 Intent::setSettings({{settingkey::Ttl, QStringLiteral("2000")}},
                                     {{settingkey::Ttl, QStringLiteral("2400")}}));
        QTest::keySequence(table, QKeySequence::Copy);
        QVERIFY(QApplication::clipboard()->text().startsWith(QStringLiteral("Time to live\t")));
        choose(page, table, settingkey::Renew);
        QVERIFY(!named(page, "resetSetting")->isEnabled());
        QCOMPARE(named(page, "resetSetting")->toolTip(), QStringLiteral("It has its default already."));
        QTest::mouseClick(named(page, "allTimings"), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>().act, Act::ChangeTimings);
        QTest::mouseClick(named(page, "changeLicense"), Qt::LeftButton);
        QCOMPARE(asked.takeLast()[0].value<Intent>().act, Act::ChangeLicense);

        // Old values change nothing, and say why.
        page.present(sample.view(), stale());
        for (const char* each : {"changeSetting", "resetSetting", "allTimings", "changeLicense"}) {
            QVERIFY2(!named(page, each)->isEnabled(), each);
            QVERIFY2(named(page, each)->toolTip().startsWith(QStringLiteral("Off because the values are")),
                     each);
        }
        QTest::keyClick(table, Qt::Key_Return);
        QCOMPARE(asked.count(), 0);
    }

    void isReadAgainWhenAnEventSaysSo()
    {
        Sample sample = production();
        int reads = 0;
        SettingsPage page;
        page.setLoaders(
            [&reads, now = sample.facts.databaseTime] {
                ++reads;
                return readyResult<std::vector<SettingState>>(stored(now));
            },
            [] { return readyResult<std::vector<Event>>({}); });
        page.present(sample.view(), fresh());
        page.present(sample.view(), fresh());
        QTRY_COMPARE(page.settings().model().rowCount(), static_cast<int>(settingCatalogue().size()));
        QCOMPARE(reads, 1);
        sample.facts.events.insert(sample.facts.events.begin(),
                                   changedEvents(sample.facts.databaseTime).front());
        page.present(sample.view(), fresh());
        QTRY_COMPARE(reads, 2);
        QCOMPARE(page.changes().model().rowCount(), 1);
        sample.facts.databaseTime += 6'000;
        page.present(sample.view(), fresh());
        QTRY_COMPARE(reads, 3);
        page.present(sample.view(), stale());
        QCOMPARE(reads, 3);
        page.reset();
        QCOMPARE(page.settings().model().rowCount(), 0);
    }

    void whatCannotBeReadIsSaid()
    {
        const Sample sample = production();
        SettingsPage page;
        page.setLoaders(
            [] {
                return readyResult<std::vector<SettingState>>(
                    failure(ErrorKind::Refused, QStringLiteral("The user may not read the table setting.")));
            },
            [] {
                return readyResult<std::vector<Event>>(
                    failure(ErrorKind::Refused, QStringLiteral("The user may not read the table event.")));
            });
        page.present(sample.view(), fresh());
        open(page);
        auto* foot = page.findChild<TextLabel*>(QStringLiteral("settingsFoot"));
        QTRY_VERIFY(foot->text().contains(QStringLiteral("may not read the table setting")));
        picture(page, QStringLiteral("settings-unreadable"));
    }

    void theDialogSaysWhatIsWrong()
    {
        RecordingActions actions;
        const Sample sample = production();
        const std::vector<SettingState> states = stored(sample.facts.databaseTime);
        auto* dialog = new SettingDialog(actions, states.front(), LeaseTimings::standard(), nullptr);
        open(*dialog, dialog->sizeHint());
        auto* value = dialog->findChild<QLineEdit*>(QStringLiteral("value"));
        QPushButton* apply = named(*dialog, "apply");
        QCOMPARE(value->text(), QStringLiteral("2400 ms"));
        QVERIFY(!apply->isEnabled());
        picture(*dialog, QStringLiteral("setting-dialog"));
        const auto type = [value](const QString& text) {
            value->selectAll();
            QTest::keyClicks(value, text);
        };
        type(QStringLiteral("soon"));
        QVERIFY(!apply->isEnabled());
        QVERIFY(dialog->findChild<FormField*>()->hasMistake());
        QTest::qWait(100);
        picture(*dialog, QStringLiteral("setting-dialog-mistake"));
        type(QStringLiteral("600")); // not safe beside a renewal of 500 ms
        QVERIFY(!apply->isEnabled());
        type(QStringLiteral("3s"));
        QVERIFY(apply->isEnabled());
        QSignalSpy applied(dialog, &SettingDialog::applied);
        actions.refusal = Error{ErrorKind::Refused, QStringLiteral("You may not change settings."), {}, {}};
        QTest::mouseClick(apply, Qt::LeftButton);
        QTRY_VERIFY(apply->isEnabled());
        QCOMPARE(applied.count(), 0);
        picture(*dialog, QStringLiteral("setting-dialog-refused"));
        actions.refusal.reset();
        QTest::keyClick(value, Qt::Key_Return);
        QTRY_COMPARE(applied.count(), 1);
        QCOMPARE(applied[0][1].value<SettingChange>().value, QStringLiteral("2400"));
        QCOMPARE(actions.changes, (std::vector<SettingChange>{{settingkey::Ttl, QStringLiteral("3000")}}));
    }

    void everySettingHasItsWordsAndItsDialog()
    {
        RecordingActions actions;
        for (const SettingState& state : stored(0)) {
            QVERIFY2(!settingRangeText(state.spec).isEmpty(), qPrintable(state.spec.key));
            SettingDialog dialog(actions, state, LeaseTimings::standard(), nullptr);
            dialog.setAttribute(Qt::WA_DeleteOnClose, false);
            open(dialog, dialog.sizeHint());
            QString said;
            for (const TextLabel* label : dialog.findChildren<TextLabel*>())
                said += label->text() + u'\n';
            const auto says = [&](const char* words) { return said.contains(QString::fromLatin1(words)); };
            QCOMPARE(says("next look at the lease"), state.spec.group == SettingGroup::Election);
            QCOMPARE(says("[storage] path"), state.spec.group == SettingGroup::Artifacts);
            QCOMPARE(says("ask the load balancer there"), state.spec.group == SettingGroup::Balancer);
            QCOMPARE(says("A unit may be written"), state.spec.kind == SettingKind::Milliseconds);
            QCOMPARE(says("An absolute path"), state.spec.kind == SettingKind::Folder);
            QCOMPARE(says("unix:/path/to/socket as the nodes reach it"),
                     state.spec.kind == SettingKind::Address);
            QCOMPARE(says("One word"), state.spec.kind == SettingKind::Name);
            picture(dialog, QStringLiteral("setting-dialog-%1").arg(state.spec.key));
        }
    }

    void aPathIsCheckedToo()
    {
        RecordingActions actions;
        const std::vector<SettingState> all = stored(0);
        const auto path = std::find_if(all.begin(), all.end(), [](const SettingState& each) {
            return each.spec.key == settingkey::BasePath;
        });
        auto* dialog = new SettingDialog(actions, *path, LeaseTimings::standard(), nullptr);
        open(*dialog, dialog->sizeHint());
        auto* value = dialog->findChild<QLineEdit*>(QStringLiteral("value"));
        value->setText(QStringLiteral("S:\\shared"));
        QVERIFY(!named(*dialog, "apply")->isEnabled());
        QVERIFY(!named(*dialog, "allTimings"));
        QTest::mouseClick(named(*dialog, "useDefault"), Qt::LeftButton);
        QVERIFY(value->text().isEmpty());
        QVERIFY(named(*dialog, "apply")->isEnabled());
        value->setText(QStringLiteral("/srv/artifacts/"));
        m_look->setDark(true);
        picture(*dialog, QStringLiteral("setting-dialog-path-dark"));
        m_look->setDark(false);
        QTest::mouseClick(named(*dialog, "apply"), Qt::LeftButton);
        QCOMPARE(actions.changes,
                 (std::vector<SettingChange>{{settingkey::BasePath, QStringLiteral("/srv/artifacts")}}));
    }

    void theLicenseIsChangedWithTheWordsOfTheRule()
    {
        RecordingActions actions;
        Sample sample = production();
        sample.facts.cluster.license.nodes = 8;
        auto* dialog = new LicenseDialog(actions, sample.view(), nullptr);
        open(*dialog, dialog->sizeHint());
        QPushButton* apply = named(*dialog, "apply");
        auto* nodes = dialog->findChild<QSpinBox*>(QStringLiteral("nodes"));
        QVERIFY(!apply->isEnabled());
        picture(*dialog, QStringLiteral("license-dialog"));
        nodes->setValue(6); // web-07 joined last
        QVERIFY(apply->isEnabled());
        QCOMPARE(overLimitWords(sample.view(), 6),
                 QStringLiteral("web-07 is over this number and serves nothing."));
        const QList<QRadioButton*> editions = dialog->findChildren<QRadioButton*>();
        editions.first()->click();
        QVERIFY(!apply->isEnabled());
        QCOMPARE(apply->toolTip(),
                 QStringLiteral("High availability is on, and the edition Basic does not allow it."));
        picture(*dialog, QStringLiteral("license-dialog-refused"));
        editions.last()->click();
        QSignalSpy applied(dialog, &LicenseDialog::applied);
        QTest::mouseClick(apply, Qt::LeftButton);
        QTRY_COMPARE(applied.count(), 1);
        QCOMPARE(applied[0][1].value<License>().nodes, 8);
        QCOMPARE(actions.license->first, std::optional(Edition::Enterprise));
        QCOMPARE(actions.license->second, std::optional(6));
    }
};

QTEST_MAIN(SettingsPageTest)
#include "tst_settingspage.moc"
