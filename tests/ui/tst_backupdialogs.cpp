#include "model/backup/sealedfile.h"
#include "model/cluster/eventkinds.h"
#include "model/core/background.h"
#include "model/database/noderepository.h"
#include "model/database/settingrepository.h"
#include "model/messenger/encryptionkey.h"
#include "model/secrets/secretstore.h"
#include "model/services/backupfiles.h"
#include "model/services/backupwords.h"
#include "model/services/profilestore.h"
#include "tests/integration/testcluster.h"
#include "tests/support/testsupport.h"
#include "tests/ui/pagetools.h"
#include "tests/ui/recordingactions.h"
#include "tests/ui/sampleview.h"
#include "ui/dialogs/backupdialog.h"
#include "ui/dialogs/backupfacts.h"
#include "ui/dialogs/markedlines.h"
#include "ui/dialogs/restoredialog.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/messagebar.h"
#include "ui/pages/settingspage.h"

#include <QApplication>
#include <QCheckBox>
#include <QElapsedTimer>
#include <QFile>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include <sys/stat.h>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

const QString phrase = QStringLiteral("four words that nobody knows");

QPushButton* buttonOf(QWidget& dialog, const char* name)
{
    auto* button = dialog.findChild<QPushButton*>(QString::fromLatin1(name));
    if (!button)
        qFatal("there is no button %s", name);
    return button;
}

QLineEdit* editOf(QWidget& dialog, const char* name)
{
    return dialog.findChild<QLineEdit*>(QString::fromLatin1(name));
}

/// Everything that stands in the dialog and can be read by a person.
QString shownIn(const QWidget& dialog)
{
    QStringList texts;
    for (const QLabel* label : dialog.findChildren<QLabel*>())
        if (label->isVisible())
            texts << label->text();
    return texts.join(u'\n');
}

void chooseKey(QWidget& dialog, const QString& words)
{
    for (QRadioButton* each : dialog.findChildren<QRadioButton*>())
        if (each->text().remove(u'&').startsWith(words))
            return each->click();
    qFatal("there is no choice %s", qPrintable(words));
}

void enterPhrases(QWidget& dialog, const QString& first, const QString& again)
{
    for (const auto& [name, text] : {std::pair("passphrase", first), std::pair("passphraseAgain", again)}) {
        QLineEdit* edit = editOf(dialog, name);
        edit->setFocus();
        edit->selectAll();
        QTest::keyClicks(edit, text);
    }
    QTest::keyClick(editOf(dialog, "passphraseAgain"), Qt::Key_Tab);
}

/// A backup of a cluster with these nodes.
ClusterBackup sampleBackup(const Sample& sample, const Secret& key)
{
    ClusterBackup backup = ClusterBackup::of(sample.facts, {}, QStringLiteral("dana"));
    backup.settings.insert(QString(settingkey::BasePath), QStringLiteral("/srv/shared"));
    if (!key.isEmpty()) {
        backup.keyFingerprint.clear();
        if (!putKeyInto(backup, key))
            qFatal("the key does not go in");
    }
    return backup;
}

QString sealedFileIn(const QTemporaryDir& folder, const ClusterBackup& backup)
{
    const QString path = folder.filePath(QStringLiteral("sample.backup"));
    QFile::remove(path);
    QFile file(path);
    const QByteArray bytes = sealedfile::seal(backup.toBytes(), passphraseOf(phrase), backup.label()).value();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("the backup cannot be written");
    return path;
}

RestorePlan samplePlan(const Sample& sample, int priorities)
{
    RestorePlan plan;
    plan.settings.push_back({QString(settingkey::BasePath), QStringLiteral("/srv/shared")});
    plan.changes << QStringLiteral("The setting Artifacts.BasePath becomes /srv/shared instead of nothing.");
    for (int i = 0; i < priorities; ++i) {
        const NodeRow& row = sample.facts.nodes[static_cast<std::size_t>(i)];
        plan.priorities.push_back({row.id, 50});
        plan.changes << QStringLiteral("The priority of %1 becomes 50 instead of 100.").arg(row.name);
    }
    plan.notes << QStringLiteral(
        "web-09 is not registered: start its node service with its configuration, then "
        "restore again.");
    return plan;
}

/// The longest time that the event loop did not turn, in milliseconds.
class Beat : public QObject
{
public:
    Beat()
    {
        m_since.start();
        startTimer(5);
    }
    qint64 longest() const { return m_longest; }

protected:
    void timerEvent(QTimerEvent*) override { m_longest = std::max(m_longest, m_since.restart()); }

private:
    QElapsedTimer m_since;
    qint64 m_longest = 0;
};

} // namespace

/// Backup and restore from the page Settings: the words and rules of rollcallctl backup, nothing that blocks
/// the window, and the whole of it on a real cluster.
class BackupDialogsTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Look> m_look;

private Q_SLOTS:
    void initTestCase() { m_look = std::make_unique<Look>(); }
    void cleanupTestCase() { m_look.reset(); }
    void cleanup() { m_look->setDark(false); }

    void whatIsInABackupIsSaid()
    {
        Sample sample = many(50);
        const ClusterBackup with = sampleBackup(sample, EncryptionKey::generate());
        const std::vector<BackupFact> facts = backupFacts(with);
        QCOMPARE(facts.size(), std::size_t(4));
        QCOMPARE(facts[0].text, QStringLiteral("Artifacts.BasePath: /srv/shared"));
        QCOMPARE(facts[1].text, with.license.text());
        QVERIFY2(facts[2].text.endsWith(QStringLiteral(" and 44 more")), qPrintable(facts[2].text));
        QCOMPARE(facts[3].text, with.keyFingerprint);
        sample.facts.nodes.clear();
        ClusterBackup bare = sampleBackup(sample, {});
        bare.settings.clear();
        QCOMPARE(backupFacts(bare)[0].text, QStringLiteral("all at their defaults"));
        QCOMPARE(backupFacts(bare)[2].text, QStringLiteral("no node"));
        QCOMPARE(backupFacts(bare)[3].text, QStringLiteral("not in it"));
    }

    void aPassphraseHasTheRulesOfTheCommand()
    {
        QVERIFY(passphraseMistake(QStringLiteral("eleven char"), QStringLiteral("eleven char"))
                    .contains(QStringLiteral("12 characters at least")));
        QCOMPARE(passphraseMistake(phrase, phrase + u'x'), QStringLiteral("The two passphrases differ."));
        QVERIFY(passphraseMistake(phrase, phrase).isEmpty());
        // As the command reads it from a file or a terminal.
        QVERIFY(passphraseMistake(phrase + u' ', phrase).isEmpty());
        QVERIFY(passphraseOf(u' ' + phrase + u'\n') == Secret(phrase.toUtf8()));
    }

    void everyStateFits_data() { Look::addRows(); }
    void everyStateFits()
    {
        m_look->takeRow();
        const Secret key = EncryptionKey::generate();
        Sample sample = production();
        sample.facts.cluster.name = QStringLiteral("Production of the webshop in Frankfurt");
        for (NodeRow& row : sample.facts.nodes)
            row.report.keyFingerprint.clear();
        RecordingActions actions;
        actions.made = sampleBackup(sample, {});
        actions.plan = samplePlan(sample, 7);
        {
            BackupDialog dialog(actions, sample.view(), key, nullptr);
            dialog.setAttribute(Qt::WA_DeleteOnClose, false);
            dialog.open();
            QVERIFY(QTest::qWaitForWindowExposed(&dialog));
            picture(dialog, QStringLiteral("backup-create-%1").arg(Look::rowName()));
            enterPhrases(dialog, QStringLiteral("short"), {});
            picture(dialog, QStringLiteral("backup-create-short-%1").arg(Look::rowName()));
            labelsHaveRoom(dialog);
        }
        QTemporaryDir folder;
        RestoreDialog dialog(actions, sample.view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        picture(dialog, QStringLiteral("backup-restore-%1").arg(Look::rowName()));
        editOf(dialog, "backupFile")->setText(sealedFileIn(folder, sampleBackup(sample, key)));
        editOf(dialog, "passphrase")->setText(phrase);
        QTRY_VERIFY(buttonOf(dialog, "open")->isEnabled());
        picture(dialog, QStringLiteral("backup-restore-file-%1").arg(Look::rowName()));
        QTest::mouseClick(buttonOf(dialog, "open"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(dialog, "restore")->isEnabled(), 20000);
        picture(dialog, QStringLiteral("backup-restore-plan-%1").arg(Look::rowName()));
        labelsHaveRoom(dialog);
        QVERIFY(dialog.height() <= 800 - 60);
        QTest::mouseClick(buttonOf(dialog, "restore"), Qt::LeftButton);
        QTRY_VERIFY(shownIn(dialog).contains(QStringLiteral("The Backup Was Restored")));
        picture(dialog, QStringLiteral("backup-restored-%1").arg(Look::rowName()));
    }

    void mistakesStandWhereTheyWereMade()
    {
        QTemporaryDir folder;
        RecordingActions actions;
        const Sample sample = production();
        BackupDialog dialog(actions, sample.view(), {}, nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QPushButton* make = buttonOf(dialog, "make");
        QVERIFY(!make->isEnabled());
        QCOMPARE(make->toolTip(), QStringLiteral("Choose the file that holds the key."));
        chooseKey(dialog, QStringLiteral("Without the key"));
        QCOMPARE(make->toolTip(), QStringLiteral("Enter a passphrase, twice."));
        enterPhrases(dialog, QStringLiteral("short"), QStringLiteral("short"));
        QVERIFY(shownIn(dialog).contains(QStringLiteral("12 characters at least")));
        enterPhrases(dialog, phrase, phrase + u'x');
        QVERIFY(shownIn(dialog).contains(QStringLiteral("The two passphrases differ.")));
        QVERIFY(!make->isEnabled());
        enterPhrases(dialog, phrase, phrase);
        QVERIFY2(make->isEnabled(), qPrintable(make->toolTip()));
        QVERIFY(!shownIn(dialog).contains(phrase));

        // A file is never written over another one.
        const QString path = folder.filePath(QStringLiteral("there.backup"));
        QFile other(path);
        QVERIFY(other.open(QIODevice::WriteOnly) && other.write("mine") == 4);
        other.close();
        editOf(dialog, "backupFile")->setText(path);
        QTest::mouseClick(make, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(shownIn(dialog).contains(QStringLiteral("exists already")), 20000);
        QVERIFY(make->isEnabled()); // nothing has to be typed again
        QCOMPARE(QFileInfo(path).size(), qint64(4));
        picture(dialog, QStringLiteral("backup-create-exists"));

        // Another cluster's key is none of this one's.
        const QString key = folder.filePath(QStringLiteral("key"));
        QFile keyFile(key);
        QVERIFY(keyFile.open(QIODevice::WriteOnly));
        keyFile.write(EncryptionKey::generate().reveal());
        keyFile.close();
        actions.made.keyFingerprint = QStringLiteral("0000");
        chooseKey(dialog, QStringLiteral("Key from a file"));
        editOf(dialog, "keyFile")->setText(key);
        QTest::mouseClick(make, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(shownIn(dialog).contains(QStringLiteral("the cluster uses 0000")), 20000);
        editOf(dialog, "keyFile")->setText(folder.path());
        QTest::mouseClick(make, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(shownIn(dialog).contains(QStringLiteral("not a plain file")), 20000);
        // Old values: nothing can be read now.
        dialog.present(QStringLiteral("Off because the values are 34 s old."));
        QCOMPARE(make->toolTip(), QStringLiteral("Off because the values are 34 s old."));
        dialog.present({});
        QVERIFY(make->isEnabled());
        dialog.reject();
        QVERIFY(editOf(dialog, "passphrase")->text().isEmpty());
        QVERIFY(editOf(dialog, "passphraseAgain")->text().isEmpty());
    }

    void cancelLeavesNoFileBehind()
    {
        QTemporaryDir folder;
        const QString path = folder.filePath(QStringLiteral("shop.backup"));
        RecordingActions actions;
        auto* dialog = new BackupDialog(actions, production().view(), {}, nullptr);
        dialog->open();
        QVERIFY(QTest::qWaitForWindowExposed(dialog));
        chooseKey(*dialog, QStringLiteral("Without the key"));
        editOf(*dialog, "backupFile")->setText(path);
        enterPhrases(*dialog, phrase, phrase);
        QTest::mouseClick(buttonOf(*dialog, "make"), Qt::LeftButton);
        QTest::keyClick(dialog, Qt::Key_Escape); // while it is being encrypted
        QVERIFY(backgroundThreads().waitForDone(20'000));
        QCoreApplication::processEvents();
        QVERIFY(backgroundThreads().waitForDone(20'000));
        QVERIFY(!QFile::exists(path));
    }

    void onlyTheRightFileWithTheRightPassphraseIsOpened()
    {
        QTemporaryDir folder;
        const Sample sample = production();
        const QString path = sealedFileIn(folder, sampleBackup(sample, EncryptionKey::generate()));
        RecordingActions actions;
        RestoreDialog dialog(actions, sample.view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        QPushButton* open = buttonOf(dialog, "open");
        QCOMPARE(open->toolTip(), QStringLiteral("Choose the file of a backup."));
        QLineEdit* file = editOf(dialog, "backupFile");
        QFile letter(folder.filePath(QStringLiteral("letter.txt")));
        QVERIFY(letter.open(QIODevice::WriteOnly));
        letter.write("Dear Sir,\n");
        letter.close();
        file->setText(letter.fileName());
        QTRY_VERIFY(shownIn(dialog).contains(QStringLiteral("This is no backup of Rollcall")));
        file->setText(folder.filePath(QStringLiteral("missing")));
        QTRY_VERIFY(shownIn(dialog).contains(QStringLiteral("cannot be read")));
        QVERIFY(!open->isEnabled());
        // Outside the sealed part anybody can write.
        ClusterBackup loud = sampleBackup(sample, {});
        loud.by = QString(100'000, u'x');
        file->setText(sealedFileIn(folder, loud));
        QTRY_VERIFY(shownIn(dialog).contains(QStringLiteral("It says that it is of ")));
        QVERIFY(shownIn(dialog).size() < 1000);
        file->setText(folder.filePath(QStringLiteral("none")));
        const QString good = sealedFileIn(folder, sampleBackup(sample, EncryptionKey::generate()));
        QCOMPARE(good, path);
        file->setText(path);
        QTRY_VERIFY(shownIn(dialog).contains(QStringLiteral("It says that it is of ")));
        QCOMPARE(open->toolTip(), QStringLiteral("Enter its passphrase."));
        editOf(dialog, "passphrase")->setText(QStringLiteral("another passphrase"));
        QTest::keyClick(editOf(dialog, "passphrase"), Qt::Key_Return);
        QVERIFY(!open->isEnabled());
        QTRY_VERIFY_WITH_TIMEOUT(shownIn(dialog).contains(QStringLiteral("does not open the backup")), 20000);
        picture(dialog, QStringLiteral("backup-restore-wrong"));
        QVERIFY(open->isEnabled());
        dialog.reject();
    }

    void whatIsShownIsWhatHappens()
    {
        QTemporaryDir folder;
        const Sample sample = production();
        RecordingActions actions;
        actions.plan = samplePlan(sample, 1);
        actions.plan.otherCluster = true;
        RestoreDialog dialog(actions, sample.view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        QVERIFY(QTest::qWaitForWindowExposed(&dialog));
        const Secret key = EncryptionKey::generate();
        editOf(dialog, "backupFile")->setText(sealedFileIn(folder, sampleBackup(sample, key)));
        editOf(dialog, "passphrase")->setText(phrase);
        QTRY_VERIFY(buttonOf(dialog, "open")->isEnabled());
        QTest::mouseClick(buttonOf(dialog, "open"), Qt::LeftButton);
        auto* lines = dialog.findChild<MarkedLines*>();
        QTRY_COMPARE_WITH_TIMEOUT(lines->texts(), actions.plan.changes + actions.plan.notes, 20000);
        QVERIFY(editOf(dialog, "passphrase")->text().isEmpty());
        QPushButton* restore = buttonOf(dialog, "restore");
        QVERIFY(!restore->isEnabled() && !restore->isDefault());
        auto* another = dialog.findChild<QCheckBox*>(QStringLiteral("another"));
        QVERIFY(another->isVisible());
        picture(dialog, QStringLiteral("backup-restore-another"));
        another->click();
        QVERIFY(restore->isEnabled());
        dialog.present(QStringLiteral("Off because the values are 34 s old."));
        QVERIFY(!restore->isEnabled());
        dialog.present({});

        // The key goes into a file of its own, never over another one.
        const QString keyPath = folder.filePath(QStringLiteral("encryption-key"));
        dialog.saveKeyTo(keyPath);
        QTRY_VERIFY(shownIn(dialog).contains(QStringLiteral("which only you can read")));
        QCOMPARE(readSecretFile(keyPath).value().reveal(), key.reveal());
        struct stat info {
        };
        QCOMPARE(::stat(QFile::encodeName(keyPath).constData(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0600);
        dialog.saveKeyTo(keyPath);
        QTRY_VERIFY(shownIn(dialog).contains(QStringLiteral("exists already")));
        QVERIFY(!shownIn(dialog).contains(QString::fromLatin1(key.reveal())));

        // Somebody changed the cluster meanwhile.
        actions.plan.changes.removeLast();
        actions.plan.priorities.clear();
        QTest::mouseClick(restore, Qt::LeftButton);
        QTRY_VERIFY(shownIn(dialog).contains(QStringLiteral("the cluster changed meanwhile")));
        QCOMPARE(actions.restored, 0);
        QCOMPARE(lines->texts(), actions.plan.changes + actions.plan.notes);
        picture(dialog, QStringLiteral("backup-restore-changed"));
        actions.refusal =
            Error{ErrorKind::Refused, QStringLiteral("No live node could be the primary."), {}, {}};
        QTest::mouseClick(restore, Qt::LeftButton);
        QTRY_VERIFY(shownIn(dialog).contains(QStringLiteral("No live node could be the primary.")));
        QVERIFY(restore->isEnabled());
        actions.plan = {};
        actions.refusal.reset();
        QTest::mouseClick(restore, Qt::LeftButton);
        QTRY_VERIFY(shownIn(dialog).contains(QStringLiteral("Nothing would change")));
        QVERIFY(!restore->isEnabled());
        dialog.reject();
    }

    void aRestoreCannotBeClosedHalfway()
    {
        QTemporaryDir folder;
        const Sample sample = production();
        RecordingActions actions;
        actions.plan = samplePlan(sample, 1);
        actions.holdsRestore = true;
        RestoreDialog dialog(actions, sample.view(), nullptr);
        dialog.setAttribute(Qt::WA_DeleteOnClose, false);
        dialog.open();
        editOf(dialog, "backupFile")->setText(sealedFileIn(folder, sampleBackup(sample, {})));
        editOf(dialog, "passphrase")->setText(phrase);
        QTRY_VERIFY(buttonOf(dialog, "open")->isEnabled());
        QTest::mouseClick(buttonOf(dialog, "open"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(dialog, "restore")->isEnabled(), 20000);
        QVERIFY(!buttonOf(dialog, "saveKey")->isVisible()); // there is none in it
        QTest::mouseClick(buttonOf(dialog, "restore"), Qt::LeftButton);
        QTRY_COMPARE(actions.restored, 1);
        QTest::keyClick(&dialog, Qt::Key_Escape);
        dialog.close();
        QVERIFY(dialog.isVisible());
        QTRY_VERIFY(shownIn(dialog).contains(QStringLiteral("Restoring…")));
        picture(dialog, QStringLiteral("backup-restoring"));
        QSignalSpy restored(&dialog, &RestoreDialog::restored);
        actions.finishRestore(
            Done{QStringLiteral("One thing was restored.\nThe license becomes X instead of Y."), {}});
        QTRY_COMPARE(restored.count(), 1);
        QCOMPARE(dialog.findChild<MarkedLines*>()->texts(),
                 QStringList{QStringLiteral("The license becomes X instead of Y.")});
        QTest::keyClick(&dialog, Qt::Key_Escape);
        QVERIFY(!dialog.isVisible());
    }

    void theWholeOfItOnARealCluster()
    {
        TestCluster cluster(DatabaseKind::Sqlite);
        cluster.startAll();
        const QString own = cluster.folder() + QStringLiteral("/key");
        QTemporaryDir folder;
        ProfileStore store(folder.filePath(QStringLiteral("profiles.json")));
        QVERIFY(store.load());
        SecretStore vault;
        MainWindow window(store, vault, m_look->theme(), folder.filePath(QStringLiteral("console.ini")));
        window.resize(1280, 800);
        Profile profile;
        profile.id = QStringLiteral("backup");
        profile.name = QStringLiteral("Backup");
        profile.url = cluster.databaseUrl();
        profile.keyFile = own;
        ConnectionSpec spec;
        spec.url = cluster.databaseUrl();
        spec.encryptionKey = readSecretFile(own).value();
        spec.keyFile = own;
        spec.actor = QStringLiteral("dana");
        window.openCluster(profile, spec);
        window.show();
        window.showPage(QStringLiteral("settings"));
        const auto view = [&window]() -> const ClusterView& { return window.hub().current()->view(); };
        QTRY_VERIFY_WITH_TIMEOUT(
            window.hub().current() && window.hub().current()->hasData() && view().nodes.size() == 3, 20000);
        QVERIFY(SettingRepository::change(cluster.session(),
                                          {{QString(settingkey::BasePath), QStringLiteral("/srv/shop")}},
                                          QStringLiteral("dana")));
        const NodeId second = view().nodes[1].row.id;
        QVERIFY(NodeRepository::setPriority(cluster.session(), {second, 70, false}));

        QPushButton* create = buttonOf(window, "createBackup");
        QTRY_VERIFY(create->isEnabled());
        picture(window, QStringLiteral("backup-window"));
        QTest::mouseClick(create, Qt::LeftButton);
        auto* dialog = window.findChild<BackupDialog*>();
        QVERIFY(dialog && QTest::qWaitForWindowExposed(dialog));
        QTRY_VERIFY(dialog->findChild<BackupFacts*>()->text().contains(QStringLiteral("/srv/shop")));
        const auto offersOwnKey = [dialog] {
            const auto choices = dialog->findChildren<QRadioButton*>();
            return std::any_of(choices.begin(), choices.end(), [](const QRadioButton* each) {
                return each->text().endsWith(QStringLiteral("which this console uses"));
            });
        };
        QTRY_VERIFY(offersOwnKey());
        const QString path = folder.filePath(QStringLiteral("shop.backup"));
        editOf(*dialog, "backupFile")->setText(path);
        enterPhrases(*dialog, phrase, phrase);
        QVERIFY2(buttonOf(*dialog, "make")->isEnabled(), qPrintable(buttonOf(*dialog, "make")->toolTip()));
        picture(*dialog, QStringLiteral("backup-window-create"));
        Beat beat;
        QTest::mouseClick(buttonOf(*dialog, "make"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(window.messageBar().text().contains(path), 20000);
        QVERIFY2(beat.longest() < 250, qPrintable(QString::number(beat.longest()))); // scrypt takes longer
        picture(window, QStringLiteral("backup-window-made"));
        struct stat info {
        };
        QCOMPARE(::stat(QFile::encodeName(path).constData(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777), 0600);

        // The command opens it, too.
        QFile phraseFile(folder.filePath(QStringLiteral("phrase")));
        QVERIFY(phraseFile.open(QIODevice::WriteOnly));
        phraseFile.write(phrase.toUtf8());
        phraseFile.close();
        phraseFile.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
        const ProgramResult shown = runProgram(QStringLiteral("rollcallctl"),
                                               {QStringLiteral("backup"), QStringLiteral("show"), path,
                                                QStringLiteral("--passphrase-file"), phraseFile.fileName()});
        QCOMPARE(shown.exitCode, 0);
        QVERIFY2(shown.output.contains(QStringLiteral("/srv/shop")), qPrintable(shown.output));
        QVERIFY2(shown.output.contains(EncryptionKey::readFile(own).value().fingerprint()),
                 qPrintable(shown.output));

        // Everything is changed, and becomes what it was.
        QVERIFY(SettingRepository::change(cluster.session(),
                                          {{QString(settingkey::BasePath), QStringLiteral("/somewhere")}},
                                          QStringLiteral("ben")));
        QVERIFY(NodeRepository::setPriority(cluster.session(), {second, 10, false}));
        QTest::mouseClick(buttonOf(window, "restoreBackup"), Qt::LeftButton);
        auto* restore = window.findChild<RestoreDialog*>();
        QVERIFY(restore && QTest::qWaitForWindowExposed(restore));
        editOf(*restore, "backupFile")->setText(path);
        QTest::keyClicks(editOf(*restore, "passphrase"), phrase);
        QTRY_VERIFY(buttonOf(*restore, "open")->isEnabled());
        Beat opening;
        QTest::mouseClick(buttonOf(*restore, "open"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(buttonOf(*restore, "restore")->isEnabled(), 20000);
        QVERIFY2(opening.longest() < 250, qPrintable(QString::number(opening.longest())));
        QStringList lines = restore->findChild<MarkedLines*>()->texts();
        QCOMPARE(lines.size(), 2);
        QCOMPARE(lines[0],
                 QStringLiteral("The setting Artifacts.BasePath becomes /srv/shop instead of /somewhere."));
        QVERIFY2(lines[1].endsWith(QStringLiteral("becomes 70 instead of 10.")), qPrintable(lines[1]));
        picture(*restore, QStringLiteral("backup-window-plan"));
        QTest::mouseClick(buttonOf(*restore, "restore"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(shownIn(*restore).contains(QStringLiteral("2 things were restored.")),
                                 20000);
        picture(*restore, QStringLiteral("backup-window-restored"));
        const auto settings = SettingRepository::states(cluster.session());
        QVERIFY(settings);
        for (const SettingState& state : *settings)
            if (state.spec.key == settingkey::BasePath)
                QCOMPARE(state.value, QStringLiteral("/srv/shop"));
        const ClusterFacts after = cluster.facts();
        for (const NodeRow& row : after.nodes)
            if (row.id == second)
                QCOMPARE(row.priority, 70);
        QVERIFY(std::any_of(after.events.begin(), after.events.end(), [](const Event& event) {
            return event.kind == eventkind::ConfigurationRestored && event.actor == QStringLiteral("dana");
        }));
        QTest::keyClick(restore, Qt::Key_Escape);
        QTRY_VERIFY(!window.findChild<RestoreDialog*>());
    }
};

QTEST_MAIN(BackupDialogsTest)
#include "tst_backupdialogs.moc"
