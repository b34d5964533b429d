#include "model/cluster/statusjson.h"
#include "tests/support/testsupport.h"
#include "tests/ui/pagetools.h"
#include "tests/ui/recordingactions.h"
#include "tests/ui/sampleview.h"
#include "ui/dialogs/addnodedialog.h"
#include "ui/dialogs/checklist.h"
#include "ui/dialogs/confirmdialog.h"
#include "ui/dialogs/keyfile.h"
#include "ui/dialogs/nodetoml.h"
#include "ui/dialogs/preflightdialog.h"
#include "ui/dialogs/question.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/statemark.h"

#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonObject>
#include <QLabel>
#include <QLayout>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace rollcall;
using namespace rollcall::test;

namespace
{

Check check(const QString& id, CheckState state, bool overridable = false)
{
    Check each;
    each.id = id;
    each.title = id;
    each.state = state;
    each.evidence = QStringLiteral("Seen.");
    each.remedy = QStringLiteral("Fix it.");
    each.overridable = overridable;
    if (state == CheckState::Warning || overridable)
        each.consent = QStringLiteral("Enable although %1").arg(id);
    return each;
}

} // namespace

class DialogsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void theNewNodesFileIsAcceptedByTheNode()
    {
        QTemporaryDir folder;
        NewNode node;
        node.name = QStringLiteral("web-04");
        node.address = QStringLiteral("10.0.0.4");
        node.databaseUrl = QStringLiteral("sqlite://") + folder.filePath(QStringLiteral("a \"b\".sqlite"));
        node.webCommand = QStringLiteral("/bin/sh -c \"exec sleep 5\"");
        node.serviceCommand = QStringLiteral("/bin/sleep 5");
        QVERIFY(mistakeIn(node).isEmpty());
        QVERIFY(saveKey(generateKey(), folder.filePath(QStringLiteral("key"))));
        QString text = nodeToml(node);
        // Only the places that need root are moved.
        text.replace(QStringLiteral("/etc/rollcall/encryption-key"), folder.filePath(QStringLiteral("key")));
        text.replace(QStringLiteral("/var/lib/rollcall"), folder.filePath(QStringLiteral("state")));
        QFile file(folder.filePath(QStringLiteral("node.toml")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text.toUtf8());
        file.close();
        QProcess process;
        process.start(program(QStringLiteral("rollcall-node")),
                      {QStringLiteral("check"), QStringLiteral("--config"), file.fileName()});
        QVERIFY(process.waitForFinished());
        QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    }

    void mistakesInANewNodeAreNamed()
    {
        NewNode node;
        node.address = QStringLiteral("10.0.0.4");
        node.name = QStringLiteral("web 04");
        QVERIFY(mistakeIn(node).contains(QStringLiteral("name")));
        node.name = QStringLiteral("web-04");
        node.healthPort = node.messengerPort;
        QVERIFY(mistakeIn(node).contains(QStringLiteral("ports")));
        QVERIFY(nodeCommands(node).contains(QStringLiteral("systemctl enable --now rollcall-node")));
    }

    void theNextNameIsProposed()
    {
        QCOMPARE(AddNodeDialog::nextName(production().view()), QStringLiteral("web-08"));
        QCOMPARE(AddNodeDialog::nextName({}), QStringLiteral("node-01"));
    }

    void aNewNodeIsWatchedUntilItHasArrived_data()
    {
        QTest::addColumn<bool>("dark");
        QTest::newRow("light") << false;
        QTest::newRow("dark") << true;
    }
    void aNewNodeIsWatchedUntilItHasArrived()
    {
        QFETCH(bool, dark);
        Look look;
        look.setDark(dark);
        const ClusterView before = production().view();
        AddNodeDialog dialog(before, QStringLiteral("postgresql://rollcall@db1/rollcall"), true, nullptr);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        const auto button = [&dialog](const char* text) {
            for (auto* each : dialog.findChildren<QPushButton*>())
                if (each->text().remove(u'&') == QString::fromUtf8(text))
                    return each;
            qFatal("there is no button %s", text);
        };
        picture(dialog, QStringLiteral("add-node-%1").arg(QLatin1String(dark ? "dark" : "light")));
        QTest::mouseClick(button("Watch It Arrive"), Qt::LeftButton);
        const auto shows = [&dialog](const QString& words) {
            for (auto* each : dialog.findChildren<TextLabel*>())
                if (each->isVisible() && each->text().contains(words))
                    return true;
            return false;
        };
        QVERIFY(shows(QStringLiteral("Waiting for web-08…")));
        QVERIFY(!button("Save node.toml…")->isVisible());

        // It comes with another key, and the database falls silent for a while.
        Sample sample = production();
        NodeRow row = sample.facts.nodes.front();
        row.id = NodeId::create();
        row.name = QStringLiteral("web-08");
        row.report.keyFingerprint = QStringLiteral("FFFF");
        sample.facts.nodes.push_back(row);
        sample.facts.cluster.license.nodes = 100;
        dialog.follow(sample.view(), {});
        QVERIFY(shows(QStringLiteral("web-08 is here, and something is in its way.")));
        QVERIFY(shows(QStringLiteral("It holds the key FFFF")));
        picture(dialog, QStringLiteral("add-node-arrival-%1").arg(QLatin1String(dark ? "dark" : "light")));
        dialog.follow(sample.view(), QStringLiteral("What is shown is 12 s old."));
        QVERIFY(shows(QStringLiteral("12 s old")));
        QTest::mouseClick(button("Back"), Qt::LeftButton);
        QVERIFY(button("Save node.toml…")->isVisible());
        QVERIFY(shows(QStringLiteral("is in this cluster already")));
    }

    void onlyANodeThatJoinedMeanwhileHasArrived()
    {
        Sample sample = production();
        AddNodeDialog dialog(sample.view(), QStringLiteral("postgresql://rollcall@db1/rollcall"), true,
                             nullptr);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        auto* turn = dialog.findChild<QPushButton*>(QStringLiteral("turn"));
        auto* mark = dialog.findChild<StateMark*>(QStringLiteral("arrivalMark"));
        auto* sentence = dialog.findChild<TextLabel*>(QStringLiteral("arrivalSentence"));
        auto* name = dialog.findChild<QLineEdit*>();
        QCOMPARE(name->text(), QStringLiteral("web-08"));
        name->setText(QStringLiteral("web-02"));
        QVERIFY(!turn->isEnabled());
        QCOMPARE(turn->toolTip(), QStringLiteral("A node named web-02 is in this cluster already."));
        name->setText(QStringLiteral("web-08"));
        QVERIFY(turn->isEnabled());
        QTest::mouseClick(turn, Qt::LeftButton);
        QCOMPARE(sentence->text(), QStringLiteral("Waiting for web-08…"));

        // Of old values nothing is claimed, neither by the sentence nor by a check.
        Sample joined = sample;
        NodeRow row = joined.facts.nodes.front();
        row.id = NodeId::create();
        row.name = QStringLiteral("web-08");
        joined.facts.nodes.push_back(row);
        joined.facts.cluster.license.nodes = 100;
        dialog.follow(joined.view(), QStringLiteral("Off because the values are 34 s old."));
        QCOMPARE(sentence->text(), QStringLiteral("Whether web-08 has arrived is not known."));
        QCOMPARE(mark->mark(), Mark::Unknown);
        const auto says = [&dialog](const QString& words) {
            const QList<QLabel*> labels = dialog.findChildren<QLabel*>();
            return std::any_of(labels.begin(), labels.end(), [&words](const QLabel* label) {
                return label->isVisible() && label->text().contains(words);
            });
        };
        QVERIFY(!says(QStringLiteral("It has registered")));
        picture(dialog, QStringLiteral("add-node-arrival-stale"));
        dialog.follow(joined.view(), {});
        QVERIFY2(sentence->text().startsWith(QStringLiteral("web-08 is here")) ||
                     sentence->text() == QStringLiteral("web-08 has arrived."),
                 qPrintable(sentence->text()));
        QVERIFY(says(QStringLiteral("It has registered")));

        // One of the old nodes was given the name.
        sample.facts.nodes[1].name = QStringLiteral("web-08");
        dialog.follow(sample.view(), {});
        QCOMPARE(sentence->text(), QStringLiteral("Another node is named web-08 now."));
        QCOMPARE(mark->mark(), Mark::Unknown);
        QVERIFY(!says(QStringLiteral("It has registered")));
        QVERIFY(turn->isEnabled());
        QTest::mouseClick(turn, Qt::LeftButton);
        QVERIFY(!turn->isEnabled());
    }

    void keysAreNeverReplaced()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("keys/a.key"));
        const Secret key = generateKey();
        QCOMPARE(key.reveal().size(), 64);
        QVERIFY(!(key == generateKey()));
        QVERIFY(saveKey(key, path));
        QVERIFY(*readSecretFile(path) == key);
        const Result<void> again = saveKey(generateKey(), path);
        QVERIFY(!again);
        QCOMPARE(again.error().kind, ErrorKind::Conflict);
        QVERIFY(*readSecretFile(path) == key);
    }

    void keyTextIsChecked()
    {
        QVERIFY(keyFromText(QStringLiteral("  0123456789abcdef0123456789ABCDEF  ")));
        for (const QString& bad :
             {QStringLiteral("short"), QStringLiteral("0123456789abcdef0123456789abcdeg"),
              QStringLiteral("0123456789abcdef0123456789abcdef0")}) {
            const Result<Secret> key = keyFromText(bad);
            QVERIFY(!key);
            QVERIFY(!key.error().message().contains(bad));
        }
    }

    void aFailedCheckKeepsTheButtonOff()
    {
        RecordingActions actions;
        actions.answer = {Feature::HighAvailability,
                          {check(QStringLiteral("a"), CheckState::Passed),
                           check(QStringLiteral("b"), CheckState::Failed),
                           check(QStringLiteral("c"), CheckState::Failed)},
                          {}};
        PreflightDialog dialog(actions, Feature::HighAvailability, staging().view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        auto* enable = dialog.findChild<QPushButton*>(QStringLiteral("enable"));
        QTRY_COMPARE(enable->toolTip(), QStringLiteral("Two checks failed. Fix them, then check again."));
        QVERIFY(!enable->isEnabled());
        // Fixed meanwhile: Check Again sees it.
        actions.answer.checks = {check(QStringLiteral("a"), CheckState::Passed)};
        dialog.findChild<QPushButton*>(QStringLiteral("checkAgain"))->click();
        QTRY_VERIFY(enable->isEnabled());
        QCOMPARE(actions.checks, 2);
        // Nothing is left to accept: the keyboard is on the button that goes on.
        QCOMPARE(dialog.focusWidget(), enable);
    }

    /// Console and command line show the same checks: same words, same states, same order.
    void theDialogSaysWhatTheCommandLineSays_data()
    {
        QTest::addColumn<int>("breakage");
        const QStringList names{QStringLiteral("nothing"), QStringLiteral("key"),
                                QStringLiteral("version"), QStringLiteral("pipe"),
                                QStringLiteral("clock"),   QStringLiteral("license"),
                                QStringLiteral("storage"), QStringLiteral("two nodes")};
        for (int i = 0; i < names.size(); ++i)
            QTest::newRow(qPrintable(names[i])) << i;
    }
    void theDialogSaysWhatTheCommandLineSays()
    {
        QFETCH(int, breakage);
        Sample sample = staging();
        sample.facts.cluster.mode = Mode::LoadBalancing;
        NodeRow& node = sample.facts.nodes[2];
        if (breakage == 1)
            node.report.keyFingerprint = QStringLiteral("9C41");
        else if (breakage == 2)
            node.report.version = QStringLiteral("0.9");
        else if (breakage == 3)
            node.report.messenger = QStringLiteral("pipe:rollcall");
        else if (breakage == 4)
            node.report.clockOffset = std::chrono::minutes(3);
        else if (breakage == 5)
            sample.facts.cluster.license.edition = Edition::BasicLoadBalancing;
        else if (breakage == 6) {
            node.report.shared.path = QStringLiteral("/srv/share");
            node.report.shared.fault = StorageFault::Full;
        } else if (breakage == 7)
            sample.facts.nodes.pop_back();
        RecordingActions actions;
        actions.answer = preflight(Feature::HighAvailability, sample.view());
        const QJsonObject json = preflightJson(actions.answer); // what rollcallctl preflight --json prints
        PreflightDialog dialog(actions, Feature::HighAvailability, sample.view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        QTRY_COMPARE(dialog.findChildren<CheckRow*>().size(), json[u"checks"].toArray().size());
        int at = 0;
        for (const CheckRow* row : dialog.findChildren<CheckRow*>()) {
            const QJsonObject check = json[u"checks"][at++].toObject();
            QStringList shown;
            for (const TextLabel* label : row->findChildren<TextLabel*>())
                shown << label->text();
            for (const char* field : {"title", "evidence", "help"})
                QVERIFY2(shown.contains(check[QLatin1String(field)].toString()),
                         qPrintable(shown.join(u'|')));
            QString word = check[u"state"].toString();
            word = word.replace(u'-', u' ');
            word[0] = word[0].toUpper();
            QVERIFY2(shown.contains(word), qPrintable(word + u": "_qs + shown.join(u'|')));
            const bool fix = word == u"Failed" || word == u"Warning";
            QVERIFY(!fix || shown.contains(check[u"remedy"].toString()));
        }
    }

    void whatIsRepairedTurnsGreenByItself()
    {
        RecordingActions actions;
        actions.answer = {Feature::HighAvailability,
                          {check(QStringLiteral("a"), CheckState::Failed),
                           check(QStringLiteral("redundancy"), CheckState::Warning)},
                          {}};
        PreflightDialog dialog(actions, Feature::HighAvailability, staging().view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        auto* enable = dialog.findChild<QPushButton*>(QStringLiteral("enable"));
        QTRY_COMPARE(dialog.findChildren<QCheckBox*>().size(), 1);
        dialog.findChild<QCheckBox*>()->setChecked(true);
        QVERIFY(!enable->isEnabled());
        actions.answer.checks[0] = check(QStringLiteral("a"), CheckState::Passed);
        QTRY_VERIFY_WITH_TIMEOUT(enable->isEnabled(), 10000); // what was ticked stayed ticked
        actions.answer.checks[0] = check(QStringLiteral("a"), CheckState::Failed);
        QTRY_VERIFY_WITH_TIMEOUT(!enable->isEnabled(), 10000);
    }

    void disablingSaysWhatStopsWhere()
    {
        Sample sample = staging();
        sample.facts.cluster.mode = Mode::LoadBalancing;
        const Intent off = Intent::disable(Feature::LoadBalancing);
        QVERIFY(offReason(off, sample.view(), fresh()).isEmpty());
        const QString effect = questionFor(off, sample.view())->effect;
        QVERIFY2(
            effect.startsWith(QStringLiteral("Only stage-01 serves")) &&
                effect.contains(QStringLiteral("stage-02 and stage-03 stop web and take no more requests.")),
            qPrintable(effect));
        sample.facts.cluster.mode = Mode::HighAvailability;
        QCOMPARE(offReason(off, sample.view(), fresh()),
                 QStringLiteral("High availability needs load balancing. Disable high availability first."));
    }

    void aCheckIsExplainedWhenAsked()
    {
        RecordingActions actions;
        actions.answer = preflight(Feature::HighAvailability, staging().view());
        PreflightDialog dialog(actions, Feature::HighAvailability, staging().view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        QTRY_VERIFY(dialog.findChildren<CheckRow*>().size() > 3);
        const QList<CheckRow*> rows = dialog.findChildren<CheckRow*>();
        const auto helpOf = [&rows](int row) {
            return rows[row]->findChild<TextLabel*>(QStringLiteral("help"));
        };
        QVERIFY(!helpOf(2)->isVisible());
        const int height = rows[2]->height();
        QTest::mouseClick(rows[2]->explainButton(), Qt::LeftButton);
        QVERIFY(helpOf(2)->isVisible());
        QTRY_VERIFY(rows[2]->height() > height);
        QVERIFY(dialog.height() >= dialog.layout()->totalHeightForWidth(dialog.width())); // nothing is cut
        if (const QString folder = qEnvironmentVariable("ROLLCALL_PICTURES"); !folder.isEmpty())
            QVERIFY(dialog.grab().save(QDir(folder).filePath(QStringLiteral("preflight-explained.png"))));
        QTest::keyClick(rows[3]->explainButton(), Qt::Key_Space); // only one is open
        QVERIFY(helpOf(3)->isVisible());
        QVERIFY(!helpOf(2)->isVisible());
        QTest::keyClick(rows[3]->explainButton(), Qt::Key_Space);
        QVERIFY(!helpOf(3)->isVisible());
        QTRY_VERIFY(rows[2]->height() <= height);
    }

    void aWarningIsAcceptedByItsBox()
    {
        RecordingActions actions;
        actions.answer = {Feature::HighAvailability,
                          {check(QStringLiteral("redundancy"), CheckState::Warning),
                           check(QStringLiteral("three-nodes"), CheckState::Failed, true)},
                          {QStringLiteral("Something changes.")}};
        PreflightDialog dialog(actions, Feature::HighAvailability, staging().view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        QTRY_COMPARE(dialog.findChildren<QCheckBox*>().size(), 2);
        auto* enable = dialog.findChild<QPushButton*>(QStringLiteral("enable"));
        QVERIFY(!enable->isEnabled());
        const QList<QCheckBox*> boxes = dialog.findChildren<QCheckBox*>();
        QCOMPARE(dialog.focusWidget(), boxes[0]);
        boxes[0]->setChecked(true);
        QVERIFY(!enable->isEnabled());
        boxes[1]->setChecked(true);
        QVERIFY(enable->isEnabled());
        QSignalSpy enabled(&dialog, &PreflightDialog::enabled);
        enable->click();
        QTRY_COMPARE(enabled.count(), 1);
        QCOMPARE(actions.overrides, QStringList{QStringLiteral("three-nodes")});
        QVERIFY(!dialog.isVisible());
    }

    void cancelIsTheDefaultOfADangerousQuestion()
    {
        const ClusterView view = production().view();
        const Intent intent = Intent::forNode(Act::Remove, view.nodes[5].row.id);
        ConfirmDialog dialog(*questionFor(intent, view), intent, view, nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        QSignalSpy confirmed(&dialog, &ConfirmDialog::confirmed);
        dialog.open();
        QTest::keyClick(&dialog, Qt::Key_Return);
        QCOMPARE(confirmed.count(), 0);
        QVERIFY(!dialog.isVisible());
    }

    void enterAfterAReasonMeansIt()
    {
        const ClusterView view = production().view();
        const Intent intent = Intent::forNode(Act::Drain, view.nodes[5].row.id);
        ConfirmDialog dialog(*questionFor(intent, view), intent, view, nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        QSignalSpy confirmed(&dialog, &ConfirmDialog::confirmed);
        dialog.open();
        auto* reason = dialog.findChild<QLineEdit*>();
        QVERIFY(reason);
        QTest::keyClick(reason, Qt::Key_Return); // nothing was typed: neither done nor cancelled
        QCOMPARE(confirmed.count(), 0);
        QVERIFY(dialog.isVisible());
        QTest::keyClicks(reason, QStringLiteral("patching"));
        QTest::keyClick(reason, Qt::Key_Return);
        QCOMPARE(confirmed.count(), 1);
        QCOMPARE(confirmed[0][0].value<ConfirmDialog::Answer>().reason, QStringLiteral("patching"));
        QVERIFY(!dialog.isVisible());
    }

    void theProgramSaysWhatIsWrongWithItsArguments()
    {
        const auto run = [](const QStringList& arguments) {
            QProcess process;
            process.start(program(QStringLiteral("rollcall")), arguments);
            process.waitForFinished();
            return std::pair(process.exitCode(), QString::fromUtf8(process.readAllStandardError() +
                                                                   process.readAllStandardOutput()));
        };
        QCOMPARE(run({QStringLiteral("--nonsense")}).first, 2);
        QCOMPARE(run({QStringLiteral("--page"), QStringLiteral("attic")}).first, 2);
        QVERIFY(run({QStringLiteral("--page"), QStringLiteral("attic")})
                    .second.contains(QStringLiteral("overview")));
        QCOMPARE(run({QStringLiteral("--size"), QStringLiteral("big")}).first, 2);
        QCOMPARE(run({QStringLiteral("--cluster")}).first, 2);
        QCOMPARE(run({QStringLiteral("--help")}).first, 0);
        QVERIFY(run({QStringLiteral("--version")}).second.startsWith(QStringLiteral("rollcall ")));
        // A cluster that does not exist: the picture is not taken, and the words say why.
        QTemporaryDir folder;
        const auto none = run({QStringLiteral("--cluster"),
                               QStringLiteral("postgresql://127.0.0.1:%1/nothing").arg(freePort()),
                               QStringLiteral("--screenshot"), folder.filePath(QStringLiteral("x.png"))});
        QCOMPARE(none.first, 3);
        QVERIFY(!QFile::exists(folder.filePath(QStringLiteral("x.png"))));
    }
};

QTEST_MAIN(DialogsTest)
#include "tst_dialogs.moc"
