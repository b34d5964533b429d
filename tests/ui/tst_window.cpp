#include "model/secrets/secretstore.h"
#include "model/services/profilestore.h"
#include "model/tables/nodetablemodel.h"
#include "tests/support/testsupport.h"
#include "tests/ui/pagetools.h"
#include "ui/dialogs/confirmdialog.h"
#include "ui/dialogs/createclusterdialog.h"
#include "ui/dialogs/licensedialog.h"
#include "ui/dialogs/preflightdialog.h"
#include "ui/dialogs/prioritydialog.h"
#include "ui/dialogs/profiledialog.h"
#include "ui/dialogs/settingdialog.h"
#include "ui/dialogs/timingsdialog.h"
#include "ui/mainwindow/commandpalette.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/messagebar.h"
#include "ui/mainwindow/pageheader.h"
#include "ui/mainwindow/troublepage.h"
#include "ui/pages/balancerconfigcard.h"
#include "ui/pages/eventspage.h"
#include "ui/pages/firstrunpage.h"
#include "ui/pages/highavailabilitypage.h"
#include "ui/pages/loadbalancingpage.h"
#include "ui/pages/messengercard.h"
#include "ui/pages/messengerpage.h"
#include "ui/pages/nodespage.h"
#include "ui/pages/overviewpage.h"
#include "ui/pages/settingscard.h"
#include "ui/pages/settingspage.h"
#include "ui/pages/storagematrixcard.h"
#include "ui/pages/storagepage.h"
#include "ui/pages/successioncard.h"
#include "ui/widgets/banners.h"

#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QHeaderView>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace rollcall;
using namespace rollcall::test;
using namespace std::chrono_literals;

namespace
{

QPushButton* button(QWidget& parent, const QString& text)
{
    const QList<QPushButton*> all = parent.findChildren<QPushButton*>();
    for (QPushButton* each : all)
        if (each->text().remove(u'&') == text && each->isVisible())
            return each;
    return nullptr;
}

/// The dialog of this kind that is open now; waits for it.
template <class Dialog>
Dialog* opened(MainWindow& window)
{
    Dialog* found = nullptr;
    waitUntil(
        [&] {
            found = window.findChild<Dialog*>();
            return found && found->isVisible();
        },
        5s, "a dialog");
    return found;
}

} // namespace

/// The real window on a real cluster: three node services of the demo, killed and brought back.
class WindowTest : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    std::unique_ptr<Look> m_look;
    std::unique_ptr<ProfileStore> m_store;
    std::unique_ptr<SecretStore> m_vault;
    std::unique_ptr<MainWindow> m_window;

    const ClusterView& view() const { return m_window->hub().current()->view(); }
    QString stateOf(const QString& name) const
    {
        const NodeView* node = view().findByName(name);
        return node ? wordOf(node->verdict.state) : QString();
    }
    static void choose(const QWidget& dialog, const QString& words)
    {
        const QList<QRadioButton*> buttons = dialog.findChildren<QRadioButton*>();
        const auto button = std::find_if(buttons.begin(), buttons.end(), [&words](const QRadioButton* each) {
            return each->text() == words;
        });
        QVERIFY2(button != buttons.end(), qPrintable(words));
        (*button)->click();
    }

    void enable(Feature feature)
    {
        m_window->showPage(QStringLiteral("overview"));
        auto* start = m_window->findChild<QPushButton*>(feature == Feature::LoadBalancing
                                                            ? QStringLiteral("switchLoadBalancing")
                                                            : QStringLiteral("switchHighAvailability"));
        QTRY_VERIFY(start->isEnabled());
        QTest::mouseClick(start, Qt::LeftButton);
        auto* dialog = opened<PreflightDialog>(*m_window);
        auto* go = dialog->findChild<QPushButton*>(QStringLiteral("enable"));
        QTRY_VERIFY_WITH_TIMEOUT(dialog->findChild<QPushButton*>(QStringLiteral("checkAgain"))->isEnabled(),
                                 15000);
        const QList<QCheckBox*> consents = dialog->findChildren<QCheckBox*>();
        if (!consents.isEmpty())
            QVERIFY(!go->isEnabled()); // a warning has to be accepted first
        for (QCheckBox* consent : consents)
            consent->setChecked(true);
        picture(*dialog, QStringLiteral("window-enable-%1").arg(wordOf(feature)));
        QTRY_VERIFY_WITH_TIMEOUT(go->isEnabled(), 15000);
        QTest::mouseClick(go, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(isOn(feature, view().facts.cluster.mode), 15000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->findChild<PreflightDialog*>(), 15000);
    }

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_look = std::make_unique<Look>();
        m_store = std::make_unique<ProfileStore>(m_folder.filePath(QStringLiteral("profiles.json")));
        QVERIFY(m_store->load());
        m_vault = std::make_unique<SecretStore>();
        m_window = std::make_unique<MainWindow>(*m_store, *m_vault, m_look->theme(),
                                                m_folder.filePath(QStringLiteral("console.ini")));
        m_window->resize(1280, 800);
        m_window->openSaved();
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    void cleanupTestCase()
    {
        m_window.reset();
        m_vault.reset();
        m_store.reset();
        m_look.reset();
    }

    void init()
    {
        // A closed dialog does not give the activation back on every platform.
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }

    void firstRunIsShownWithoutProfiles()
    {
        QVERIFY(m_window->findChild<FirstRunPage*>()->isVisible());
        picture(*m_window, QStringLiteral("window-first-run"));
    }

    void connectionsAreValidatedInTheirPlace()
    {
        QTest::keyClick(m_window.get(), Qt::Key_2, Qt::AltModifier);
        auto* dialog = opened<ProfileDialog>(*m_window);
        auto* connectButton = dialog->findChild<QPushButton*>(QStringLiteral("connect"));
        QVERIFY(!connectButton->isEnabled());
        const QList<QLineEdit*> fields = dialog->findChildren<QLineEdit*>();
        for (QLineEdit* field : fields) {
            if (field->accessibleName() == QStringLiteral("Name"))
                QTest::keyClicks(field, QStringLiteral("Broken"));
            if (field->accessibleName() == QStringLiteral("Database URL"))
                QTest::keyClicks(field, QStringLiteral("not a url"));
        }
        QVERIFY(connectButton->isEnabled());
        QTest::mouseClick(connectButton, Qt::LeftButton);
        QVERIFY(dialog->isVisible());
        QVERIFY(m_store->profiles().empty());
        picture(*dialog, QStringLiteral("window-connect"));
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!m_window->findChild<ProfileDialog*>());
    }

    void theUserIsPutIntoTheUrl()
    {
        QCOMPARE(
            ProfileDialog::urlWithUser(QStringLiteral("postgresql://db1,db2/x?a=b"), QStringLiteral("dana")),
            QStringLiteral("postgresql://dana@db1,db2/x?a=b"));
        QCOMPARE(
            ProfileDialog::urlWithUser(QStringLiteral("postgresql://old@db1/x"), QStringLiteral("da na")),
            QStringLiteral("postgresql://da%20na@db1/x"));
        QCOMPARE(ProfileDialog::urlWithUser(QStringLiteral("sqlite:///tmp/x"), QStringLiteral("dana")),
                 QStringLiteral("sqlite:///tmp/x"));
    }

    void aClusterIsCreated()
    {
        m_window->showPage(QStringLiteral("create"));
        auto* dialog = opened<CreateClusterDialog>(*m_window);
        const QList<QLineEdit*> fields = dialog->findChildren<QLineEdit*>();
        for (QLineEdit* field : fields) {
            if (field->accessibleName() == QStringLiteral("Name"))
                QTest::keyClicks(field, QStringLiteral("Fresh"));
            if (field->accessibleName() == QStringLiteral("Database URL"))
                QTest::keyClicks(field, QStringLiteral("sqlite://") +
                                            m_folder.filePath(QStringLiteral("fresh.sqlite")));
            if (field->accessibleName() == QStringLiteral("Path of the encryption key file")) {
                field->selectAll();
                QTest::keyClicks(field, m_folder.filePath(QStringLiteral("fresh.key")));
            }
        }
        auto* create = dialog->findChild<QPushButton*>(QStringLiteral("create"));
        QVERIFY(create->isEnabled());
        picture(*dialog, QStringLiteral("window-create"));
        QTest::mouseClick(create, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(create->text().contains(QStringLiteral("Open Cluster")), 15000);
        picture(*dialog, QStringLiteral("window-created"));
        const QFile::Permissions key = QFile::permissions(m_folder.filePath(QStringLiteral("fresh.key")));
        QVERIFY(!(key & (QFile::ReadGroup | QFile::ReadOther)));
        QTest::mouseClick(create, Qt::LeftButton);
        QTRY_COMPARE(m_store->profiles().size(), 1U);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->hub().current() && m_window->hub().current()->hasData(), 10000);
        QCOMPARE(view().facts.cluster.name, QStringLiteral("Fresh"));
        m_window->showPage(QStringLiteral("nodes"));
        QTRY_VERIFY(button(*m_window, QStringLiteral("Add Node…")));
        picture(*m_window, QStringLiteral("window-no-nodes"));
    }

    void theDemoStarts()
    {
        m_window->startDemo();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->hub().current() &&
                                     m_window->hub().current()->profile().id == DemoController::profileId &&
                                     m_window->hub().current()->hasData() && view().nodes.size() == 3,
                                 30000);
        QTRY_VERIFY_WITH_TIMEOUT(view().primary.has_value(), 10000);
        QTRY_VERIFY(m_window->header().connection().startsWith(QStringLiteral("Connected")));
        m_window->showPage(QStringLiteral("nodes"));
        QTRY_COMPARE(m_window->nodesPage().table()->model()->rowCount(), 3);
        picture(*m_window, QStringLiteral("window-nodes"));
    }

    void bothSwitchesAreEnabledFromTheWindow()
    {
        enable(Feature::LoadBalancing);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(QStringLiteral("demo-02")), QStringLiteral("healthy"), 15000);
        enable(Feature::HighAvailability);
        QTRY_VERIFY_WITH_TIMEOUT(!view().forecast.successor.isNull(), 10000);
        picture(*m_window, QStringLiteral("window-overview"));
    }

    void timingsAndPrioritiesAreChangedOnThePageOfHighAvailability()
    {
        m_window->showPage(QStringLiteral("high-availability"));
        HighAvailabilityPage& page = m_window->highAvailabilityPage();
        QTRY_VERIFY(page.history().model().rowCount() > 0);
        picture(*m_window, QStringLiteral("window-high-availability"));
        auto* change = page.findChild<QPushButton*>(QStringLiteral("changeTimings"));
        QTRY_VERIFY(change->isEnabled());
        QTest::mouseClick(change, Qt::LeftButton);
        auto* timings = opened<TimingsDialog>(*m_window);
        auto* apply = timings->findChild<QPushButton*>(QStringLiteral("apply"));
        QVERIFY(!apply->isEnabled());
        choose(*timings, QStringLiteral("&Tolerant"));
        QTRY_VERIFY(apply->isEnabled());
        picture(*timings, QStringLiteral("window-timings"));
        QTest::mouseClick(apply, Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(view().facts.timings, LeaseTimings::tolerant(), 15000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->findChild<TimingsDialog*>(), 5000);
        QTest::mouseClick(change, Qt::LeftButton);
        timings = opened<TimingsDialog>(*m_window);
        choose(*timings, QStringLiteral("&Standard"));
        QTest::keyClick(timings, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(view().facts.timings, LeaseTimings::standard(), 15000);
        QTRY_VERIFY_WITH_TIMEOUT(!m_window->findChild<TimingsDialog*>(), 5000);

        const QString last = QStringLiteral("demo-03");
        const NodeId id = view().findByName(last)->row.id;
        QTableView* table = page.succession().table();
        for (int row = 0; row < table->model()->rowCount(); ++row)
            if (table->model()->index(row, 0).data().toString() == last)
                table->selectRow(row);
        for (const auto& [words, expected] :
             {std::pair(QStringLiteral("&Preferred"), 200), std::pair(QStringLiteral("&Normal"), 100)}) {
            auto* link = page.findChild<QPushButton*>(QStringLiteral("setPriority"));
            QTRY_VERIFY(link->isEnabled());
            QTest::mouseClick(link, Qt::LeftButton);
            auto* priority = opened<PriorityDialog>(*m_window);
            choose(*priority, words);
            picture(*priority, QStringLiteral("window-priority"));
            QTest::keyClick(priority, Qt::Key_Return);
            QTRY_COMPARE_WITH_TIMEOUT(view().find(id)->row.priority, expected, 15000);
            QTRY_VERIFY_WITH_TIMEOUT(!m_window->findChild<PriorityDialog*>(), 5000);
        }
    }

    void settingsAndLicenseAreChangedAndTakenBack()
    {
        m_window->showPage(QStringLiteral("settings"));
        SettingsPage& page = m_window->settingsPage();
        QTableView* table = page.settings().table();
        QTRY_COMPARE(table->model()->rowCount(), static_cast<int>(settingCatalogue().size()));
        const auto poll = [table] {
            for (int row = 0; row < table->model()->rowCount(); ++row)
                if (table->model()->index(row, SettingModel::Key).data().toString() == settingkey::Poll)
                    return row;
            return -1;
        };
        const auto shown = [table, poll] {
            return table->model()->index(poll(), SettingModel::Value).data().toString();
        };
        QAction* undo = m_window->menus().action(MainMenu::Command::Undo);
        table->selectRow(poll());
        QTest::mouseClick(page.findChild<QPushButton*>(QStringLiteral("changeSetting")), Qt::LeftButton);
        auto* setting = opened<SettingDialog>(*m_window);
        setting->findChild<QLineEdit*>(QStringLiteral("value"))->setText(QStringLiteral("0.3s"));
        QVERIFY(!setting->findChild<QPushButton*>(QStringLiteral("apply"))->isEnabled());
        setting->findChild<QLineEdit*>(QStringLiteral("value"))->setText(QStringLiteral("300ms"));
        picture(*setting, QStringLiteral("window-setting"));
        QTest::keyClick(setting, Qt::Key_Return);
        QTRY_COMPARE_WITH_TIMEOUT(view().facts.timings.poll, 300ms, 15000);
        QTRY_COMPARE_WITH_TIMEOUT(shown(), QStringLiteral("300 ms"), 10000);
        QTRY_VERIFY(undo->isEnabled());
        undo->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(shown(), QStringLiteral("250 ms"), 10000);
        QTRY_VERIFY(page.changes().model().rowCount() >= 2);

        QTest::mouseClick(page.findChild<QPushButton*>(QStringLiteral("changeLicense")), Qt::LeftButton);
        auto* license = opened<LicenseDialog>(*m_window);
        license->findChild<QSpinBox*>(QStringLiteral("nodes"))->setValue(7);
        picture(*license, QStringLiteral("window-license"));
        QTest::mouseClick(license->findChild<QPushButton*>(QStringLiteral("apply")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(view().facts.cluster.license.nodes, 7, 15000);
        QTRY_VERIFY(undo->isEnabled());
        picture(*m_window, QStringLiteral("window-settings"));
        undo->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(view().facts.cluster.license.nodes, standardNodeLimit, 15000);
    }

    void theSharedStorageOfTheDemoIsProven()
    {
        m_window->showPage(QStringLiteral("shared-storage"));
        auto* empty = m_window->storagePage().findChild<EmptyState*>();
        QTRY_VERIFY(empty->isVisible());
        picture(*m_window, QStringLiteral("window-shared-storage-not-set-up"));
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("shared")));
        QTest::mouseClick(empty->findChild<QPushButton*>(), Qt::LeftButton);
        auto* dialog = opened<SettingDialog>(*m_window);
        QTest::keyClicks(dialog->findChild<QLineEdit*>(QStringLiteral("value")),
                         m_folder.filePath(QStringLiteral("shared")));
        QTest::keyClick(dialog, Qt::Key_Return);
        StorageMatrixCard& matrix = m_window->storagePage().matrix();
        QTRY_COMPARE_WITH_TIMEOUT(matrix.model().count(SightState::Fresh), 6, 30000);
        picture(*m_window, QStringLiteral("window-shared-storage"));
        m_window->showPage(QStringLiteral("load-balancing"));
        QTRY_VERIFY(m_window->loadBalancingPage().config().text().contains(QStringLiteral("demo-03")));
        picture(*m_window, QStringLiteral("window-load-balancing"));
    }

    void drainingAsksFirstAndIsTakenBack()
    {
        m_window->showPage(QStringLiteral("nodes"));
        const NodeId id = view().findByName(QStringLiteral("demo-03"))->row.id;
        m_window->nodesPage().selectNode(id);
        auto* drain = m_window->findChild<QPushButton*>(QStringLiteral("drainNode"));
        QTRY_VERIFY(drain->isVisible() && drain->isEnabled());
        QTest::mouseClick(drain, Qt::LeftButton);
        auto* dialog = opened<ConfirmDialog>(*m_window);
        picture(*dialog, QStringLiteral("window-drain"));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("confirm")), Qt::LeftButton);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(QStringLiteral("demo-03")), QStringLiteral("draining"), 10000);
        QTRY_VERIFY(m_window->menus().action(MainMenu::Command::Undo)->isEnabled());
        m_window->menus().action(MainMenu::Command::Undo)->trigger();
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(QStringLiteral("demo-03")), QStringLiteral("healthy"), 15000);
    }

    void aKilledPrimaryIsReplacedAndShown()
    {
        const QString before = view().primary->name;
        qint64 pid = 0;
        for (const DemoCluster::Node& node : m_window->demo().cluster()->nodes())
            if (node.name == before)
                pid = node.pid;
        QVERIFY(pid > 1);
        QCOMPARE(::kill(static_cast<pid_t>(pid), SIGKILL), 0);
        QTRY_VERIFY_WITH_TIMEOUT(view().primary && view().primary->name != before, 10000);
        QTRY_COMPARE_WITH_TIMEOUT(stateOf(before), QStringLiteral("down"), 10000);
        const NodeView* dead = view().findByName(before);
        m_window->nodesPage().selectNode(dead->row.id);
        QTRY_VERIFY_WITH_TIMEOUT(view().findByName(before)->removal.allowed, 10000);
        picture(*m_window, QStringLiteral("window-nodes-down"));
        m_window->showPage(QStringLiteral("overview"));
        picture(*m_window, QStringLiteral("window-overview-down"));
    }

    void theDeadNodeIsRemovedAndRestored()
    {
        m_window->showPage(QStringLiteral("nodes"));
        QString dead;
        for (const NodeView& node : view().nodes)
            if (!node.alive)
                dead = node.row.name;
        QVERIFY(!dead.isEmpty());
        m_window->nodesPage().selectNode(view().findByName(dead)->row.id);
        m_window->nodesPage().table()->setFocus();
        QTest::keyClick(m_window->nodesPage().table(), Qt::Key_Delete);
        auto* dialog = opened<ConfirmDialog>(*m_window);
        QVERIFY(dialog->windowTitle().contains(dead));
        picture(*dialog, QStringLiteral("window-remove"));
        QTest::mouseClick(dialog->findChild<QPushButton*>(QStringLiteral("confirm")), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(!view().findByName(dead), 10000);
        QTRY_COMPARE(m_window->nodesPage().table()->model()->rowCount(), 2);
        auto* undo = button(m_window->messageBar(), QStringLiteral("Undo"));
        QVERIFY(undo);
        picture(*m_window, QStringLiteral("window-removed"));
        QTest::mouseClick(undo, Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(view().findByName(dead), 10000);
        QTRY_COMPARE(m_window->nodesPage().table()->model()->rowCount(), 3);
    }

    void thePaletteFindsANode()
    {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto* palette = m_window->findChild<CommandPalette*>();
        QTRY_VERIFY(palette->isVisible());
        QTest::keyClicks(palette->field(), QStringLiteral("demo-03"));
        picture(*m_window, QStringLiteral("window-palette"));
        QTest::keyClick(palette->field(), Qt::Key_Return);
        QTRY_VERIFY(!palette->isVisible());
        QCOMPARE(m_window->nodesPage().selectedNode(), view().findByName(QStringLiteral("demo-03"))->row.id);
    }

    void theMenuOfARowOpensByKey()
    {
        m_window->showPage(QStringLiteral("nodes"));
        QTableView* table = m_window->nodesPage().table();
        table->setFocus();
        QTest::keyClick(table, Qt::Key_F10, Qt::ShiftModifier);
        QTRY_VERIFY(qobject_cast<QMenu*>(QApplication::activePopupWidget()));
        QTest::keyClick(QApplication::activePopupWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!QApplication::activePopupWidget());
    }

    void keysReachThePages()
    {
        QTest::keyClick(m_window.get(), Qt::Key_4, Qt::ControlModifier);
        QTRY_VERIFY(m_window->highAvailabilityPage().isVisible());
        QTest::keyClick(m_window.get(), Qt::Key_5, Qt::ControlModifier);
        QTRY_VERIFY(m_window->messengerPage().isVisible());
        QTRY_COMPARE(m_window->messengerPage().messengers().model().rowCount(), int(view().nodes.size()));
        picture(*m_window, QStringLiteral("window-service-messenger"));
        QTest::keyClick(m_window.get(), Qt::Key_7, Qt::ControlModifier);
        QTRY_VERIFY(m_window->eventsPage().isVisible());
        QTRY_VERIFY(m_window->eventsPage().model().rowCount() > 5);
        picture(*m_window, QStringLiteral("window-events"));
        QTest::keyClick(m_window.get(), Qt::Key_0, Qt::ControlModifier);
        QTRY_VERIFY(!m_window->eventsPage().isVisible());
        picture(*m_window, QStringLiteral("window-clusters"));
        QTest::keyClick(m_window.get(), Qt::Key_1, Qt::ControlModifier);
        QTRY_VERIFY(m_window->overviewPage().isVisible());
    }

    void whyAClusterCannotBeReachedIsReadWhole()
    {
        TroublePage page;
        page.present({},
                     QStringLiteral("127.0.0.1:1: The database does not answer: connection to server at "
                                    "\"127.0.0.1\", port 1 failed: Connection refused. Check that the server "
                                    "runs and that this machine reaches it."),
                     QStringLiteral("Database: postgresql://nobody@127.0.0.1:1/shop"), true, true);
        rollcall::test::open(page);
        picture(page, QStringLiteral("window-trouble"));
        QStringList texts;
        for (const TextLabel* label : page.findChildren<TextLabel*>()) {
            texts << label->text();
            if (label->isVisible() && label->wordWrap())
                QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
        }
        QVERIFY(texts.contains(QStringLiteral("The cluster cannot be reached")));
    }

    void everyPageFollowsTheTheme()
    {
        for (bool dark : {false, true}) {
            m_look->setDark(dark);
            for (QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
                m_window->resize(size);
                for (const QString& page :
                     {QStringLiteral("overview"), QStringLiteral("nodes"), QStringLiteral("load-balancing"),
                      QStringLiteral("high-availability"), QStringLiteral("service-messenger"),
                      QStringLiteral("shared-storage"), QStringLiteral("events"), QStringLiteral("settings"),
                      QStringLiteral("clusters")}) {
                    m_window->showPage(page);
                    QCoreApplication::processEvents();
                    const QColor corner =
                        m_window->grab().toImage().pixelColor(size.width() - 4, size.height() / 2);
                    QCOMPARE(corner.lightness() < 128, dark);
                    picture(*m_window, QStringLiteral("%1-%2-%3")
                                           .arg(page, QString::fromLatin1(dark ? "dark" : "light"))
                                           .arg(size.width()));
                }
            }
        }
        m_look->setDark(false);
    }

    void theWindowRemembers()
    {
        m_window->showPage(QStringLiteral("nodes"));
        m_window->nodesPage().table()->sortByColumn(NodeTableModel::Heartbeat, Qt::DescendingOrder);
        m_window->resize(1111, 777);
        m_window->close();
        MainWindow again(*m_store, *m_vault, m_look->theme(),
                         m_folder.filePath(QStringLiteral("console.ini")));
        QCOMPARE(again.size(), QSize(1111, 777));
        QCOMPARE(again.nodesPage().table()->horizontalHeader()->sortIndicatorSection(),
                 static_cast<int>(NodeTableModel::Heartbeat));
    }
};

int main(int argc, char** argv)
{
    // The demo and the settings of this test go where nobody else's are.
    QTemporaryDir home;
    qputenv("XDG_DATA_HOME", QFile::encodeName(home.filePath(QStringLiteral("data"))));
    qputenv("XDG_CONFIG_HOME", QFile::encodeName(home.filePath(QStringLiteral("config"))));
    // The demo finds rollcall-node beside the program, or in the path.
    qputenv("PATH", qgetenv("ROLLCALL_BIN") + ':' + qgetenv("PATH"));
    QApplication application(argc, argv);
    WindowTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_window.moc"
