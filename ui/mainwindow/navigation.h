#pragma once

#include "ui/mainwindow/navmodel.h"

#include <QWidget>

class QListView;

namespace rollcall
{

class TextLabel;

/// The left edge of the window: clusters, pages, and who is at the console.
class Navigation final : public QWidget
{
    Q_OBJECT

public:
    explicit Navigation(const QString& person, QWidget* parent = nullptr);

    void show(const std::vector<ClusterEntry>& clusters, int problems);
    /// Marks what is shown, without asking for it.
    void setCurrentPage(NavModel::PageId page);
    void setAllClusters();
    QListView* list() const { return m_list; }
    const NavModel& model() const { return m_model; }

Q_SIGNALS:
    void pageAsked(rollcall::NavModel::PageId page);
    void clusterAsked(const QString& profile);
    void allClustersAsked();
    void addClusterAsked();
    void clusterMenuAsked(const QString& profile, const QPoint& at);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void choose(const QModelIndex& index);
    void select(int row);
    void dress();

    NavModel m_model;
    QListView* m_list;
    bool m_quiet = false;
    bool m_all = false;
    NavModel::PageId m_page = NavModel::PageId::None;
};

} // namespace rollcall
