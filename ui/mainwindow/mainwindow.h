#pragma once

#include "ui/mainwindow/clusterhub.h"
#include "ui/mainwindow/democontroller.h"
#include "ui/mainwindow/mainmenu.h"
#include "ui/mainwindow/navmodel.h"
#include "ui/mainwindow/uistate.h"

#include <QMainWindow>
#include <QTimer>

class QStackedWidget;

namespace rollcall
{

class ActionRunner;
class ClustersPage;
class CommandPalette;
class EventsPage;
class FirstRunPage;
class HighAvailabilityPage;
class LoadBalancingPage;
class MessageBar;
class MessengerPage;
class Navigation;
class NodesPage;
class OverviewPage;
class Page;
class PageHeader;
class SettingsPage;
class StaleBar;
class StoragePage;
class Theme;
class TroublePage;

/// The window: menus, navigation, the bar above the page, and the page. It only puts them together; what is
/// shown is concluded elsewhere, what is done is done by ActionRunner.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(ProfileStore& store, SecretVault& vault, Theme& theme,
               const QString& stateFile = UiState::defaultFile(), QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Connects to the saved clusters and shows the last page, or the first-run window when there is none.
    void openSaved();
    /// A cluster that was named on the command line, with its connection.
    void openCluster(const Profile& profile, const ConnectionSpec& spec);
    /// "overview", "nodes", "load-balancing", "high-availability", "service-messenger", "shared-storage",
    /// "events", "settings", "clusters", "first-run", "enable-load-balancing", "enable-high-availability",
    /// "connect", "create", "add-node", "palette"; false: there is no such page.
    bool showPage(const QString& word);
    static QStringList pageWords();

    ClusterHub& hub() { return m_hub; }
    NodesPage& nodesPage() { return *m_nodes; }
    LoadBalancingPage& loadBalancingPage() { return *m_balancing; }
    HighAvailabilityPage& highAvailabilityPage() { return *m_availability; }
    MessengerPage& messengerPage() { return *m_messenger; }
    StoragePage& storagePage() { return *m_storage; }
    EventsPage& eventsPage() { return *m_events; }
    SettingsPage& settingsPage() { return *m_settings; }
    OverviewPage& overviewPage() { return *m_overview; }
    MessageBar& messageBar() { return *m_message; }
    MainMenu& menus() { return *m_menu; }
    PageHeader& header() { return *m_header; }
    void startDemo();
    DemoController& demo() { return m_demo; }
    /// Something that went wrong before the window was there.
    void tellTrouble(const QString& sentence);

Q_SIGNALS:
    /// Live data of the current cluster stands on the page for the first time.
    void firstDataShown();
    /// Trouble stands there instead, in words.
    void troubleShown(const QString& sentence);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    enum class View { FirstRun, Clusters, Cluster };

    void buildWorkspace();
    void connectPages();
    void connectLoaders();
    void connectMenus();
    void connectDemo();
    void restoreState();
    void saveState();

    void obey(MainMenu::Command command);
    void showView(View view);
    void showClusterPage(NavModel::PageId page);
    void showAllClusters();
    void chooseCluster(const QString& profile);
    void showNode(NodeId node);
    void showEventsOf(const QString& nodeName);
    void currentChanged();
    void probe(NodeId node); ///< null: every node
    void openLog(NodeId node, const QString& unit);

    void clusterUpdated(LiveCluster* cluster);
    void tick();
    void present();       ///< the current page, with what is known now
    void presentChrome(); ///< navigation, header, bars, menus
    void presentConnection();
    void presentFleet();

    void openConnectDialog(const Profile& profile);
    void openCreateDialog();
    void openPasswordDialog();
    void openConnectionFile();
    void saveConnectionFile();
    void forgetConnection();
    void openAddNode();
    /// Of what has the keyboard; Qt itself knows only the menu key on this platform.
    void openContextMenu();
    void openPalette();
    void openHelp(const QString& title, const QString& html);
    void openDemo();
    void movePane(int step);
    /// Or its first control, when it takes no focus itself.
    void focusPane(QWidget* pane);
    std::vector<PaletteItem> paletteItems() const;
    void addNodeItems(std::vector<PaletteItem>& items) const;
    Page* currentPage() const;
    QString currentTitle() const;

    ProfileStore& m_store;
    Theme& m_theme;
    UiState m_state;
    ClusterHub m_hub;
    DemoController m_demo;
    MainMenu* m_menu;
    QStackedWidget* m_root;
    FirstRunPage* m_firstRun;
    Navigation* m_nav;
    PageHeader* m_header;
    StaleBar* m_stale;
    MessageBar* m_message;
    QStackedWidget* m_pages;
    ClustersPage* m_clusters;
    OverviewPage* m_overview;
    NodesPage* m_nodes;
    LoadBalancingPage* m_balancing;
    HighAvailabilityPage* m_availability;
    MessengerPage* m_messenger;
    StoragePage* m_storage;
    EventsPage* m_events;
    SettingsPage* m_settings;
    TroublePage* m_trouble;
    CommandPalette* m_palette;
    ActionRunner* m_runner;
    QTimer m_ticker;
    View m_view = View::FirstRun;
    NavModel::PageId m_page = NavModel::PageId::Overview;
    QString m_pendingDialog; ///< a page word that needs data first
    bool m_dataShown = false;
    int m_ticks = 0;
};

} // namespace rollcall
