#include "ui/mainwindow/navigation.h"

#include "ui/delegates/tablelook.h"
#include "ui/theme/drawing.h"
#include "ui/theme/icons.h"
#include "ui/theme/tokens.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/navdelegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QListView>
#include <QPainter>
#include <QVBoxLayout>

namespace rollcall
{

namespace
{

constexpr int navWidth = 200;
constexpr int footHeight = 48;

class PersonMark final : public QWidget
{
public:
    explicit PersonMark(QWidget* parent)
        : QWidget(parent)
    {
        setFixedSize(16, 16);
    }

protected:
    void paintEvent(QPaintEvent*) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        drawIcon(painter, Icon::Person, rect(), Tokens::of(this).text2);
    }
};

} // namespace

Navigation::Navigation(const QString& person, QWidget* parent)
    : QWidget(parent)
    , m_list(new QListView(this))
{
    setFixedWidth(navWidth);
    dressList(m_list);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new NavDelegate(m_list));
    m_list->setAccessibleName(QStringLiteral("Clusters and pages"));
    m_list->setSelectionMode(QAbstractItemView::SingleSelection);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->viewport()->setAutoFillBackground(false);
    QPushButton* add = iconButton(Icon::Plus, QStringLiteral("Add a cluster"), m_list);
    add->setFixedSize(24, 24);
    add->move(navWidth - 16 - 19, 2);
    connect(add, &QPushButton::clicked, this, &Navigation::addClusterAsked);

    auto* foot = new QWidget(this);
    foot->setFixedHeight(roomFor(footHeight));
    auto* row = new QHBoxLayout(foot);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(10);
    row->addWidget(new PersonMark(foot));
    row->addWidget(new ElidedLabel(person, TextStyle::Base, Ink::Text2, foot), 1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 1, 0);
    layout->setSpacing(0);
    layout->addWidget(m_list, 1);
    layout->addWidget(foot);
    dress();

    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex& now) {
                if (!m_quiet)
                    choose(now);
            });
    connect(m_list, &QListView::clicked, this, &Navigation::choose);
    connect(m_list, &QListView::customContextMenuRequested, this, [this](const QPoint& at) {
        const NavModel::Entry* entry = m_model.entryAt(m_list->indexAt(at).row());
        if (entry && entry->kind == NavModel::Kind::Cluster)
            Q_EMIT clusterMenuAsked(entry->profile, m_list->viewport()->mapToGlobal(at));
    });
    connect(&m_model, &QAbstractItemModel::modelReset, this, [this] {
        if (m_all)
            setAllClusters();
        else
            setCurrentPage(m_page);
    });
}

void Navigation::dress()
{
    QPalette colors = palette();
    const Tokens& tokens = Tokens::of(parentWidget() ? parentWidget()->palette() : palette());
    if (colors.color(QPalette::Base) == tokens.nav)
        return;
    colors.setColor(QPalette::Base, tokens.nav);
    m_list->setPalette(colors);
}

void Navigation::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        dress();
}

void Navigation::show(const std::vector<ClusterEntry>& clusters, int problems)
{
    m_quiet = true;
    m_model.show(clusters, problems);
    m_quiet = false;
}

void Navigation::select(int row)
{
    m_quiet = true;
    if (row >= 0)
        m_list->setCurrentIndex(m_model.index(row));
    else
        m_list->clearSelection();
    m_quiet = false;
}

void Navigation::setCurrentPage(NavModel::PageId page)
{
    m_all = false;
    m_page = page;
    select(m_model.rowOfPage(page));
}

void Navigation::setAllClusters()
{
    m_all = true;
    select(m_model.rowOfAllClusters());
}

void Navigation::choose(const QModelIndex& index)
{
    const NavModel::Entry* entry = m_model.entryAt(index.row());
    if (!entry)
        return;
    switch (entry->kind) {
    case NavModel::Kind::AllClusters:
        Q_EMIT allClustersAsked();
        break;
    case NavModel::Kind::Cluster: {
        const QString profile = entry->profile;
        Q_EMIT clusterAsked(profile);
        break;
    }
    case NavModel::Kind::Page:
        Q_EMIT pageAsked(entry->page);
        break;
    default:
        break;
    }
}

void Navigation::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& tokens = Tokens::of(parentWidget());
    painter.fillRect(rect(), tokens.nav);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), tokens.border);
}

} // namespace rollcall
