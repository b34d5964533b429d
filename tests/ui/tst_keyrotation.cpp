#include "model/messenger/encryptionkey.h"
#include "model/secrets/secretstore.h"
#include "model/services/profilestore.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"
#include "tests/ui/pagetools.h"
#include "tests/ui/recordingactions.h"
#include "tests/ui/sampleview.h"
#include "ui/dialogs/confirmdialog.h"
#include "ui/dialogs/keystartdialog.h"
#include "ui/dialogs/question.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/pages/keycard.h"
#include "ui/pages/messengerpage.h"
#include "ui/widgets/labels.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

const QString inForce = QStringLiteral("3F7A");
const QString next = QStringLiteral("9C41");

/// Three nodes in a phase of a rotation; each has the old key in its file, and uses it.
Sample rotating(RotationPhase phase)
{
    Sample sample = staging();
    KeyRotation& keys = sample.facts.cluster.keys;
    keys.phase = phase;
    keys.by = QStringLiteral("dana");
    keys.inForce = phase == RotationPhase::Switched ? next : inForce;
    keys.other = phase == RotationPhase::None ? QString() : phase == RotationPhase::Switched ? inForce : next;
    for (NodeRow& row : sample.facts.nodes) {
        row.report.keyFingerprint = inForce;
        row.report.keyFiles = {inForce, {}, QStringLiteral("/etc/rollcall/encryption-key.next"), {}};
    }
    return sample;
}

/// The node has the new key in the file beside its own.
void give(Sample& sample, std::size_t node, bool uses = false)
{
    SelfReport& report = sample.facts.nodes[node].report;
    report.keyFiles.next = next;
    if (uses)
        report.keyFingerprint = next;
}

Sample preparing(int given)
{
    Sample sample = rotating(RotationPhase::Preparing);
    for (int i = 0; i < given; ++i)
        give(sample, static_cast<std::size_t>(i));
    return sample;
}

Sample switched()
{
    Sample sample = rotating(RotationPhase::Switched);
    for (std::size_t i = 0; i < sample.facts.nodes.size(); ++i)
        give(sample, i, true);
    return sample;
}

/// Ended, and one node still reads the key from the file where the next one goes.
Sample untidy()
{
    Sample sample = switched();
    sample.facts.cluster.keys.phase = RotationPhase::None;
    sample.facts.cluster.keys.other.clear();
    for (NodeRow& row : sample.facts.nodes)
        row.report.keyFiles = {next, {}, row.report.keyFiles.nextPath, {}};
    sample.facts.nodes[1].report.keyFiles.current = inForce;
    sample.facts.nodes[1].report.keyFiles.next = next;
    return sample;
}

void writeKey(const QString& path, const QByteArray& key)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(key) != key.size())
        qFatal("%s cannot be written", qPrintable(path));
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
}

QString fingerprintOf(const QString& path)
{
    return EncryptionKey::readFile(path).value().fingerprint();
}

QPushButton* stepButton(QWidget& parent, const char* name)
{
    auto* button = parent.findChild<QPushButton*>(QLatin1String(name));
    if (!button)
        qFatal("there is no button %s", name);
    return button;
}

} // namespace

/// The change of the encryption key from the page Service Messenger: the words of rollcallctl key rotate, the
/// buttons that are possible, and the whole of it on real nodes.
class KeyRotationTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Look> m_look;

private Q_SLOTS:
    void initTestCase() { m_look = std::make_unique<Look>(); }
    void cleanupTestCase() { m_look.reset(); }
    void cleanup() { m_look->setDark(false); }

    void everyPhaseFits_data() { Look::addRows(); }
    void everyPhaseFits()
    {
        const QSize size = m_look->takeRow();
        Sample off = preparing(2);
        off.facts.nodes[2].stopped = true;
        off.probes[off.facts.nodes[2].id].result = ProbeResult::Refused;
        const std::array<std::tuple<QString, Sample, Freshness>, 8> states{
            {{QStringLiteral("rest"), rotating(RotationPhase::None), fresh()},
             {QStringLiteral("one-lacks"), preparing(2), fresh()},
             {QStringLiteral("one-is-off"), off, fresh()},
             {QStringLiteral("all-have-it"), preparing(3), fresh()},
             {QStringLiteral("switched"), switched(), fresh()},
             {QStringLiteral("untidy"), untidy(), fresh()},
             {QStringLiteral("stale"), preparing(2), stale()},
             {QStringLiteral("not-read"), preparing(2), {}}}};
        for (const auto& [name, sample, freshness] : states) {
            KeyCard card;
            card.present(sample.view(), freshness);
            card.resize(size.width() - 32, 10);
            card.resize(size.width() - 32, card.heightForWidth(size.width() - 32));
            card.show();
            QVERIFY(QTest::qWaitForWindowExposed(&card));
            picture(card, QStringLiteral("key-%1-%2").arg(name, Look::rowName()));
            for (int column = 0; column < KeyStandingModel::Sentence; ++column)
                QVERIFY2(
                    card.table()->columnWidth(column) >=
                        static_cast<const QAbstractItemView*>(card.table())->sizeHintForColumn(column),
                    qPrintable(card.model().headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()));
        }
        MessengerPage page;
        page.present(preparing(2).view(), fresh());
        page.resize(size);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        picture(page, QStringLiteral("key-page-%1").arg(Look::rowName()));
    }

    void theTableSaysWhatTheCommandSays()
    {
        for (const Sample& sample : {rotating(RotationPhase::None), preparing(2), switched(), untidy()}) {
            const KeyPlan plan = planKeys(sample.view()); // rollcallctl key rotate status prints this
            KeyStandingModel model;
            QAbstractItemModelTester tester(&model);
            model.show(plan, fresh());
            QCOMPARE(model.rowCount(), static_cast<int>(plan.nodes.size()));
            for (int row = 0; row < model.rowCount(); ++row) {
                const NodeKeys& node = plan.nodes[static_cast<std::size_t>(row)];
                const auto text = [&](KeyStandingModel::Column column) {
                    return model.index(row, column).data().toString();
                };
                QCOMPARE(text(KeyStandingModel::Node), node.name);
                QCOMPARE(text(KeyStandingModel::State).toLower(), wordOf(node.standing));
                QCOMPARE(text(KeyStandingModel::Uses), node.uses);
                QCOMPARE(text(KeyStandingModel::Sentence), node.sentence);
                QVERIFY(model.index(row, KeyStandingModel::Sentence)
                            .data(Qt::ToolTipRole)
                            .toString()
                            .contains(node.remedy));
            }
            KeyCard card;
            card.present(sample.view(), fresh());
            QCOMPARE(card.findChild<TextLabel*>(QStringLiteral("keySentence"))->text(), plan.sentence);
        }
    }

    void onlyWhatIsPossibleCanBeClicked_data()
    {
        QTest::addColumn<int>("which");
        QTest::addColumn<QStringList>("possible");
        QTest::addColumn<QString>("next"); // part of what stands below the sentence
        const QString start = QStringLiteral("startKey");
        const QString change = QStringLiteral("switchKey");
        const QString end = QStringLiteral("endKey");
        const QString cancel = QStringLiteral("cancelKey");
        QTest::newRow("at rest") << 0 << QStringList{start}
                                 << QStringLiteral("start with the file of a new key");
        QTest::newRow("one lacks it")
            << 1 << QStringList{cancel} << QStringLiteral("stage-03 does not have key 9C41");
        QTest::newRow("all have it") << 2 << QStringList{change, cancel} << QStringLiteral("Switch next.");
        QTest::newRow("switched") << 3 << QStringList{end, cancel} << QStringLiteral("then end");
        QTest::newRow("untidy") << 4 << QStringList{}
                                << QStringLiteral("stage-02 reads key 9C41 from the file");
    }
    void onlyWhatIsPossibleCanBeClicked()
    {
        QFETCH(int, which);
        QFETCH(QStringList, possible);
        QFETCH(QString, next);
        const std::array<Sample, 5> samples{rotating(RotationPhase::None), preparing(2), preparing(3),
                                            switched(), untidy()};
        const ClusterView view = samples[static_cast<std::size_t>(which)].view();
        MessengerPage page;
        page.resize(1080, 724);
        page.present(view, fresh());
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        const QString words = page.findChild<TextLabel*>(QStringLiteral("keyNext"))->text();
        QVERIFY2(words.contains(next), qPrintable(words));
        QSignalSpy asked(&page, &Page::requested);
        const KeyPlan plan = planKeys(view);
        const char* names[] = {"startKey", "switchKey", "endKey", "cancelKey"}; // as the plan's steps
        for (std::size_t i = 0; i < plan.steps.size(); ++i) {
            QPushButton* button = stepButton(page, names[i]);
            QCOMPARE(button->isEnabled(), possible.contains(QLatin1String(names[i])));
            QCOMPARE(button->isEnabled(), !plan.steps[i].refusal.has_value());
            if (plan.steps[i].refusal) {
                QVERIFY2(button->toolTip().contains(plan.steps[i].refusal->what),
                         qPrintable(button->toolTip()));
                QVERIFY(!button->accessibleDescription().isEmpty());
            }
            QTest::mouseClick(button, Qt::LeftButton);
            QCOMPARE(asked.count(), button->isEnabled() ? 1 : 0);
            if (!asked.isEmpty())
                QCOMPARE(asked.takeFirst()[0].value<Intent>(), Intent::rotateKey(plan.steps[i].step));
        }
        if (which == 2) { // one that does not run is not waited for, and not forgotten
            Sample off = preparing(2);
            off.facts.nodes[2].stopped = true;
            off.probes[off.facts.nodes[2].id].result = ProbeResult::Refused;
            KeyCard card;
            card.present(off.view(), fresh());
            QVERIFY(stepButton(card, "switchKey")->isEnabled());
            QVERIFY(card.findChild<TextLabel*>(QStringLiteral("keyNext"))
                        ->text()
                        .endsWith(QStringLiteral("on stage-03 before it starts.")));
        }
        // Old values change nothing.
        page.present(view, stale());
        for (const char* name : names)
            QVERIFY(!stepButton(page, name)->isEnabled());
    }

    void everyStepAsksFirst()
    {
        const auto ask = [](RotationStep step, const Sample& sample) {
            return questionFor(Intent::rotateKey(step), sample.view());
        };
        QVERIFY(!ask(RotationStep::Start, rotating(RotationPhase::None))); // has a dialog of its own
        QCOMPARE(ask(RotationStep::Switch, preparing(3))->title, QStringLiteral("Switch to key 9C41?"));
        const auto end = ask(RotationStep::End, switched());
        QVERIFY(end->danger && end->effect.contains(QStringLiteral("Key 3F7A is no longer accepted")));
        QCOMPARE(ask(RotationStep::Cancel, switched())->title, QStringLiteral("Go back to key 3F7A?"));
        QCOMPARE(ask(RotationStep::Cancel, preparing(1))->title,
                 QStringLiteral("Cancel the change to key 9C41?"));
        QVERIFY(!offReason(Intent::rotateKey(RotationStep::Switch), preparing(1).view(), fresh()).isEmpty());
    }

    void theFileOfTheNewKeyIsRead()
    {
        QTemporaryDir folder;
        const QString good = folder.filePath(QStringLiteral("new-key"));
        writeKey(good, EncryptionKey::generate().reveal());
        const QString bad = folder.filePath(QStringLiteral("bad-key"));
        writeKey(bad, "not hex at all, but secret");
        for (const bool dark : {false, true}) {
            m_look->setDark(dark);
            const QString mode = dark ? QStringLiteral("dark") : QStringLiteral("light");
            RecordingActions actions;
            KeyStartDialog dialog(actions, rotating(RotationPhase::None).view(), nullptr);
            dialog.setAttribute(Qt::WA_DeleteOnClose, false);
            dialog.open();
            QVERIFY(QTest::qWaitForWindowExposed(&dialog));
            auto* file = dialog.findChild<QLineEdit*>(QStringLiteral("newKeyFile"));
            auto* start = stepButton(dialog, "start");
            auto* plan = dialog.findChild<TextLabel*>(QStringLiteral("plan"));
            QVERIFY(!start->isEnabled());
            picture(dialog, QStringLiteral("key-start-empty-") + mode);
            file->setText(bad);
            QTRY_VERIFY(dialog.findChild<FormField*>()->hasMistake());
            QVERIFY(!start->isEnabled());
            QString said;
            for (const TextLabel* label : dialog.findChildren<TextLabel*>())
                said += label->text();
            QVERIFY(!said.contains(QStringLiteral("but secret")));
            picture(dialog, QStringLiteral("key-start-bad-") + mode);
            file->setText(good);
            QTRY_VERIFY(start->isEnabled());
            QVERIFY2(plan->text().contains(QStringLiteral("stage-01 (/etc/rollcall/encryption-key.next)")),
                     qPrintable(plan->text()));
            picture(dialog, QStringLiteral("key-start-") + mode);
            // The values grow old: it waits. A change that another person started is in the way.
            dialog.present(rotating(RotationPhase::None).view(), QStringLiteral("Off because it is old."));
            QVERIFY(!start->isEnabled());
            dialog.present(preparing(1).view(), {});
            QVERIFY(!start->isEnabled() && plan->text().contains(QStringLiteral("is under way, by dana")));
            dialog.present(rotating(RotationPhase::None).view(), {});
            actions.refusal = Error{ErrorKind::Refused, QStringLiteral("Somebody was faster."), {}, {}};
            QTest::mouseClick(start, Qt::LeftButton);
            QTRY_VERIFY(start->isEnabled());
            QVERIFY(dialog.isVisible());
            actions.refusal.reset();
            QSignalSpy started(&dialog, &KeyStartDialog::started);
            QTest::mouseClick(start, Qt::LeftButton);
            QTRY_COMPARE(started.count(), 1);
            QVERIFY(!dialog.isVisible());
            QCOMPARE(actions.rotations.back(), std::pair(RotationStep::Start, fingerprintOf(good)));
        }
    }

    /// A pipe that nobody writes to would hold up whoever opens it.
    void onlyPlainFilesAreOpened()
    {
        QTemporaryDir folder;
        const QString pipe = folder.filePath(QStringLiteral("pipe"));
        QCOMPARE(::mkfifo(QFile::encodeName(pipe).constData(), 0600), 0);
        RecordingActions actions;
        KeyStartDialog dialog(actions, rotating(RotationPhase::None).view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        auto* file = dialog.findChild<QLineEdit*>(QStringLiteral("newKeyFile"));
        for (const QString& path : {pipe, folder.path()}) {
            file->setText(path);
            QTRY_VERIFY(dialog.findChild<FormField*>()->hasMistake());
            QVERIFY(!stepButton(dialog, "start")->isEnabled());
        }
    }

    void theFileIsReadWhenItsNameIsWrittenAndAgainOnStart()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("new-key"));
        writeKey(path, EncryptionKey::generate().reveal());
        const QString first = fingerprintOf(path);
        RecordingActions actions;
        KeyStartDialog dialog(actions, rotating(RotationPhase::None).view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        auto* file = dialog.findChild<QLineEdit*>(QStringLiteral("newKeyFile"));
        auto* start = stepButton(dialog, "start");
        auto* plan = dialog.findChild<TextLabel*>(QStringLiteral("plan"));
        file->setText(path);
        QVERIFY(!start->isEnabled()); // more may be written
        QCOMPARE(plan->text(), QStringLiteral("Reading the file…"));
        QTRY_VERIFY(start->isEnabled());

        // Somebody writes another key into it.
        QByteArray other;
        do {
            other = EncryptionKey::generate().reveal();
            writeKey(path, other);
        } while (fingerprintOf(path) == first);
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_VERIFY(start->isEnabled());
        QVERIFY(actions.rotations.empty());
        QVERIFY(dialog.isVisible());
        QString said;
        for (const TextLabel* label : dialog.findChildren<TextLabel*>())
            said += label->text() + u'\n';
        QVERIFY2(
            said.contains(QStringLiteral("held key %1 and holds key %2 now").arg(first, fingerprintOf(path))),
            qPrintable(said));
        // It is gone.
        QVERIFY(QFile::remove(path));
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_VERIFY(dialog.findChild<FormField*>()->hasMistake());
        QVERIFY(!start->isEnabled());
        QVERIFY(actions.rotations.empty());
        writeKey(path, other);
        file->setText(path + u' '); // the same, written again
        QTRY_VERIFY(start->isEnabled());
        QTest::mouseClick(start, Qt::LeftButton);
        QTRY_COMPARE(actions.rotations.size(), std::size_t(1));
        QCOMPARE(actions.rotations.back(), std::pair(RotationStep::Start, fingerprintOf(path)));
    }

    void aNewKeyIsMade()
    {
        QTemporaryDir folder;
        RecordingActions actions;
        KeyStartDialog dialog(actions, rotating(RotationPhase::None).view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        QTest::mouseClick(stepButton(dialog, "makeKey"), Qt::LeftButton);
        auto* chooser = dialog.findChild<QFileDialog*>();
        QVERIFY(chooser);
        const QString path = folder.filePath(QStringLiteral("made.key"));
        Q_EMIT chooser->fileSelected(path);
        chooser->close();
        QCOMPARE(dialog.findChild<QLineEdit*>(QStringLiteral("newKeyFile"))->text(), path);
        QVERIFY(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther)));
        QTRY_VERIFY(stepButton(dialog, "start")->isEnabled());
        const QList<TextLabel*> labels = dialog.findChildren<TextLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [&](const TextLabel* label) {
            return label->text() == QStringLiteral("Key %1.").arg(fingerprintOf(path));
        }));
        // A file that is there is never written over.
        const QString before = fingerprintOf(path);
        QTest::mouseClick(stepButton(dialog, "makeKey"), Qt::LeftButton);
        for (QFileDialog* each : dialog.findChildren<QFileDialog*>())
            if (each->isVisible())
                Q_EMIT each->fileSelected(path);
        QCOMPARE(fingerprintOf(path), before);
    }

    /// From the first click to the end, on real nodes, in the real window.
    void aRealClusterChangesItsKeyFromThePage()
    {
        m_look->setDark(false);
        TestCluster cluster(DatabaseKind::Sqlite);
        const auto keyFile = [&](int i) {
            return cluster.folder() + QStringLiteral("/node-%1/secret").arg(i + 1);
        };
        const QString own = cluster.folder() + QStringLiteral("/key");
        for (int i = 0; i < cluster.size(); ++i) {
            QVERIFY(QFile::copy(own, keyFile(i)));
            cluster.node(i).setVariable(QStringLiteral("ROLLCALL_ENCRYPTION_KEY_FILE"), keyFile(i));
        }
        cluster.setMode(Mode::LoadBalancing);
        cluster.startAll();
        const QString newKey = cluster.folder() + QStringLiteral("/new-key");
        writeKey(newKey, EncryptionKey::generate().reveal());

        QTemporaryDir folder;
        ProfileStore store(folder.filePath(QStringLiteral("profiles.json")));
        QVERIFY(store.load());
        SecretStore vault;
        MainWindow window(store, vault, m_look->theme(), folder.filePath(QStringLiteral("console.ini")));
        window.resize(1280, 900);
        Profile profile;
        profile.id = QStringLiteral("keys");
        profile.name = QStringLiteral("Keys");
        profile.url = cluster.databaseUrl();
        profile.keyFile = own;
        ConnectionSpec spec;
        spec.url = cluster.databaseUrl();
        spec.encryptionKey = readSecretFile(own).value();
        spec.keyFile = own;
        spec.actor = QStringLiteral("dana");
        window.openCluster(profile, spec);
        window.show();
        window.showPage(QStringLiteral("service-messenger"));
        const auto view = [&window]() -> const ClusterView& { return window.hub().current()->view(); };
        const auto phase = [&] { return view().facts.cluster.keys.phase; };
        const auto clickWhenPossible = [&](const char* name) {
            QPushButton* button = stepButton(window, name);
            const auto* shown = window.findChild<TextLabel*>(QStringLiteral("keySentence"));
            waitUntil(
                [&] {
                    return button->isEnabled() && shown->text() == planKeys(view()).sentence &&
                           !QApplication::activeModalWidget();
                },
                20s, name);
            QTest::mouseClick(button, Qt::LeftButton);
        };
        const auto confirm = [&] {
            ConfirmDialog* dialog = nullptr;
            waitUntil(
                [&] {
                    dialog = window.findChild<ConfirmDialog*>();
                    return dialog && dialog->isVisible();
                },
                5s, "a question");
            QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("confirm")), Qt::LeftButton);
        };
        QTRY_VERIFY_WITH_TIMEOUT(
            window.hub().current() && window.hub().current()->hasData() && view().nodes.size() == 3, 20000);
        picture(window, QStringLiteral("key-window-rest"));

        clickWhenPossible("startKey");
        KeyStartDialog* start = nullptr;
        waitUntil([&] { return (start = window.findChild<KeyStartDialog*>()) && start->isVisible(); }, 5s,
                  "the dialog");
        start->findChild<QLineEdit*>(QStringLiteral("newKeyFile"))->setText(newKey);
        QTRY_VERIFY(stepButton(*start, "start")->isEnabled());
        picture(*start, QStringLiteral("key-window-start"));
        QTest::mouseClick(stepButton(*start, "start"), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(phase(), RotationPhase::Preparing, 10000);
        QVERIFY(!stepButton(window, "switchKey")->isEnabled()); // nobody has it yet
        for (int i = 0; i < cluster.size(); ++i) {
            QVERIFY(QFile::copy(newKey, keyFile(i) + QStringLiteral(".next")));
            if (i == 1)
                picture(window, QStringLiteral("key-window-preparing"));
        }
        // The console follows with its own next file.
        QVERIFY(QFile::copy(newKey, own + QStringLiteral(".next")));
        clickWhenPossible("switchKey");
        confirm();
        QTRY_COMPARE_WITH_TIMEOUT(phase(), RotationPhase::Switched, 10000);
        clickWhenPossible("cancelKey"); // back, and again
        confirm();
        QTRY_COMPARE_WITH_TIMEOUT(phase(), RotationPhase::Preparing, 10000);
        clickWhenPossible("switchKey");
        confirm();
        QTRY_COMPARE_WITH_TIMEOUT(phase(), RotationPhase::Switched, 10000);
        picture(window, QStringLiteral("key-window-switched"));
        clickWhenPossible("endKey");
        confirm();
        QTRY_COMPARE_WITH_TIMEOUT(phase(), RotationPhase::None, 10000);
        const QString fingerprint = fingerprintOf(newKey);
        QCOMPARE(view().facts.cluster.keys.inForce, fingerprint);
        for (int i = 0; i < cluster.size(); ++i) {
            QVERIFY(QFile::remove(keyFile(i)));
            QVERIFY(QFile::rename(keyFile(i) + QStringLiteral(".next"), keyFile(i)));
        }
        const auto allReady = [&] {
            const KeyPlan plan = planKeys(view());
            return std::all_of(plan.nodes.begin(), plan.nodes.end(), [&](const NodeKeys& node) {
                return node.standing == KeyStanding::Ready && node.uses == fingerprint &&
                       node.inFile == fingerprint;
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(allReady(), 15000);
        QTRY_VERIFY_WITH_TIMEOUT(stepButton(window, "startKey")->isEnabled(), 10000);
        picture(window, QStringLiteral("key-window-ended"));
        // The same steps stand in the events, by name.
        int steps = 0;
        for (const Event& event : cluster.facts().events)
            if (event.kind.startsWith(QStringLiteral("key.rotation")))
                steps += event.actor == QStringLiteral("dana") ? 1 : 0;
        QCOMPARE(steps, 5);
    }
};

QTEST_MAIN(KeyRotationTest)
#include "tst_keyrotation.moc"
