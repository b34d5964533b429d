// What MainWindow shows, and when.
#include "model/core/durationtext.h"
#include "model/tables/presentation.h"
#include "model/tables/timetext.h"
#include "ui/mainwindow/actionrunner.h"
#include "ui/mainwindow/mainwindow.h"
#include "ui/mainwindow/messagebar.h"
#include "ui/mainwindow/navigation.h"
#include "ui/mainwindow/pageheader.h"
#include "ui/mainwindow/troublepage.h"
#include "ui/pages/clusterspage.h"
#include "ui/pages/eventspage.h"
#include "ui/pages/nodespage.h"
#include "ui/pages/overviewpage.h"
#include "ui/widgets/banners.h"

#include <QDateTime>
#include <QStackedWidget>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int ticksOfSecond = 4;

/// "PostgreSQL 15" of "PostgreSQL 15.18", "SQLite 3.40" of "SQLite 3.40.1"
QString shortVersion(const QString& version)
{
    const QStringList words = version.split(u' ');
    if (words.size() < 2)
        return version;
    const QStringList numbers = words[1].split(u'.');
    const bool major = words[0].startsWith(QStringLiteral("PostgreSQL"));
    return words[0] + u' ' + (major || numbers.size() < 2 ? numbers[0] : numbers[0] + u'.' + numbers[1]);
}

int attentionCount(const ClusterView& view)
{
    return static_cast<int>(std::count_if(view.nodes.begin(), view.nodes.end(), [](const NodeView& node) {
        return stateMark(node) == Mark::Down || stateMark(node) == Mark::Degraded;
    }));
}

} // namespace

void MainWindow::clusterUpdated(LiveCluster* cluster)
{
    if (cluster == m_hub.current() && m_view == View::Cluster)
        present();
    if (m_view == View::Clusters)
        presentFleet();
    presentChrome();
}

void MainWindow::tick()
{
    ++m_ticks;
    if (m_view == View::FirstRun)
        return;
    presentConnection();
    if (m_ticks % ticksOfSecond != 0)
        return;
    // Nothing arrives while a database is silent: the ages have to be counted on here.
    const LiveCluster* cluster = m_hub.current();
    if (m_view == View::Cluster && cluster && (cluster->freshness().late() || !cluster->hasData()))
        present();
    if (m_view == View::Clusters)
        presentFleet();
    presentChrome();
}

void MainWindow::present()
{
    LiveCluster* cluster = m_hub.current();
    if (m_view != View::Cluster || !cluster)
        return;
    const QString trouble = cluster->trouble();
    if (!cluster->hasData() && !trouble.isEmpty()) {
        const QString details =
            cluster->secretTrouble().isEmpty()
                ? QStringLiteral("Database: %1").arg(cluster->profile().url)
                : QStringLiteral("Database: %1\n%2").arg(cluster->profile().url, cluster->secretTrouble());
        m_trouble->present(cluster->profile().name, trouble, details, cluster->wantsPassword(),
                           m_store.find(cluster->profile().id).has_value());
        m_pages->setCurrentWidget(m_trouble);
        Q_EMIT troubleShown(trouble);
        return;
    }
    Page* page = currentPage();
    m_pages->setCurrentWidget(page);
    page->present(cluster->view(), cluster->freshness());
    if (page != m_nodes && cluster->hasData())
        m_nodes->watch(cluster->view(), cluster->freshness());
    if (!cluster->hasData())
        return;
    if (!m_dataShown) {
        m_dataShown = true;
        Q_EMIT firstDataShown();
    }
    if (!m_pendingDialog.isEmpty()) {
        const QString word = std::exchange(m_pendingDialog, QString());
        if (word == QStringLiteral("enable-load-balancing"))
            m_runner->request(Intent::enable(Feature::LoadBalancing));
        else if (word == QStringLiteral("enable-high-availability"))
            m_runner->request(Intent::enable(Feature::HighAvailability));
        else if (word == QStringLiteral("add-node"))
            openAddNode();
        else if (word == QStringLiteral("palette"))
            openPalette();
    }
}

void MainWindow::presentFleet()
{
    std::vector<NodeTableModel::Slice> slices;
    for (const LiveCluster* cluster : m_hub.clusters())
        if (cluster->hasData())
            slices.push_back(
                {cluster->profile().id, cluster->profile().name, &cluster->view(), cluster->freshness()});
    const bool any = !slices.empty();
    m_clusters->present(m_hub.entries(), slices);
    if (any && !m_dataShown) {
        m_dataShown = true;
        Q_EMIT firstDataShown();
    }
}

void MainWindow::presentChrome()
{
    const LiveCluster* cluster = m_hub.current();
    const bool known = cluster && cluster->hasData();
    m_nav->show(m_hub.entries(),
                known && !cluster->freshness().stale() ? attentionCount(cluster->view()) : 0);
    if (m_view == View::Clusters)
        m_nav->setAllClusters();
    else
        m_nav->setCurrentPage(m_page);
    m_header->setTitle(currentTitle());
    presentConnection();

    MainMenu::State state;
    if (cluster) {
        state.view = &cluster->view();
        state.freshness = cluster->freshness();
        state.savedProfile = m_store.find(cluster->profile().id).has_value();
    }
    state.node = m_nodes->selectedNode();
    state.demoRunning = m_demo.isRunning() || m_demo.isStarting();
    if (const NodeView* node = cluster ? cluster->view().find(state.node) : nullptr)
        state.demoNodeEnded =
            cluster->profile().id == DemoController::profileId && m_demo.canStartNode(node->row.name);
    state.undo = m_runner->undoText();
    m_menu->update(state);
    const QString title = m_view == View::FirstRun || !cluster || cluster->profile().name.isEmpty()
                              ? QStringLiteral("Rollcall")
                              : QStringLiteral("%1 — Rollcall").arg(cluster->profile().name);
    if (windowTitle() != title)
        setWindowTitle(title);
}

void MainWindow::presentConnection()
{
    const QString dot = QStringLiteral("  ·  ");
    if (m_view == View::Clusters) {
        int connected = 0;
        std::optional<Millis> oldest;
        for (const LiveCluster* cluster : m_hub.clusters()) {
            const Freshness freshness = cluster->freshness();
            if (freshness.never() || freshness.stale())
                continue;
            ++connected;
            oldest = std::max(oldest.value_or(Millis(0)), *freshness.age);
        }
        const auto all = static_cast<int>(m_hub.clusters().size());
        const QString text = QStringLiteral("%1 of %2 connected").arg(connected).arg(all);
        m_header->setConnection(
            connected == all ? Mark::Healthy : Mark::Unknown,
            oldest ? text + dot + QStringLiteral("updated %1 ago").arg(durationText(*oldest)) : text);
        m_stale->hide();
        return;
    }
    const LiveCluster* cluster = m_hub.current();
    if (!cluster)
        return;
    const Freshness freshness = cluster->freshness();
    if (freshness.never()) {
        const bool trouble = !cluster->trouble().isEmpty();
        m_header->setConnection(Mark::Unknown,
                                trouble ? QStringLiteral("Not connected") : QStringLiteral("Connecting…"));
        m_stale->hide();
        return;
    }
    const QString age = durationText(*freshness.age);
    if (freshness.stale()) {
        m_header->setConnection(Mark::Unknown,
                                QStringLiteral("Reconnecting%1last data %2 ago").arg(dot, age));
        const qint64 since = QDateTime::currentMSecsSinceEpoch() - freshness.age->count();
        m_stale->setSentence(
            QStringLiteral("The database stopped answering at %1. Values are %2 old, and actions are off "
                           "until it answers.")
                .arg(clockSecondsText(since), age));
        m_stale->show();
        return;
    }
    m_stale->hide();
    m_header->setConnection(freshness.late() ? Mark::Degraded : Mark::Healthy,
                            QStringLiteral("Connected%1%2%1updated %3 ago")
                                .arg(dot, shortVersion(cluster->view().facts.databaseVersion), age),
                            freshness.late() ? Tone::Warning : Tone::Normal);
}

} // namespace rollcall
