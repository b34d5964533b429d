#include "ui/pages/storagematrixcard.h"

#include "model/tables/storagewords.h"
#include "ui/delegates/matrixdelegate.h"
#include "ui/delegates/namesheader.h"
#include "ui/delegates/tablelook.h"
#include "ui/pages/csv.h"
#include "ui/theme/typography.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/labels.h"
#include "ui/widgets/savefile.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QScrollBar>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace rollcall
{

namespace
{

constexpr int matrixRow = 32;
constexpr int matrixRowsAtLeast = 6; ///< of a large square, which scrolls; a smaller one is shown whole
constexpr int wholeMatrix = 12;
constexpr int widestMatrixColumn = 160;
constexpr std::chrono::seconds saidFor{5};
constexpr int largestWordyMatrix = 16; ///< nodes; measuring every cell of a larger one takes too long

} // namespace

StorageMatrixCard::StorageMatrixCard(QWidget* parent)
    : Card(QStringLiteral("Who Sees Whose File"), parent)
    , m_table(new QTableView(this))
    , m_readers(new NamesHeader(Qt::Vertical, m_table))
    , m_writers(new NamesHeader(Qt::Horizontal, m_table))
    , m_delegate(new MatrixDelegate(m_table))
    , m_copy(smallButton(QStringLiteral("Copy"), this))
    , m_export(smallButton(QStringLiteral("Export…"), this))
    , m_foot(new TextLabel({}, TextStyle::Small, Ink::Text2, this))
{
    setFlush();
    setTitleNote(QStringLiteral("each row reads, each column writes"));
    m_copy->setObjectName(QStringLiteral("copyMatrix"));
    m_copy->setToolTip(QStringLiteral("Copy all as CSV"));
    m_export->setObjectName(QStringLiteral("exportMatrix"));
    setTrailing(m_copy);
    setTrailing(m_export);
    dressTable(m_table, matrixRow);
    m_table->setHorizontalHeader(m_writers);
    m_table->setVerticalHeader(m_readers);
    m_readers->show();
    m_table->setSortingEnabled(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_table->setModel(&m_model);
    m_table->setItemDelegate(m_delegate);
    m_table->setAccessibleName(QStringLiteral("Who sees whose file"));
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_foot->setContentsMargins(16, 4, 16, 2);
    m_foot->setWordWrap(true);
    m_foot->setObjectName(QStringLiteral("matrixFoot"));
    body()->setSpacing(0);
    body()->addWidget(m_table, 1000);
    body()->addWidget(m_foot);
    body()->addStretch(1);
    m_moment.setSingleShot(true);
    m_moment.setInterval(saidFor);
    connect(&m_moment, &QTimer::timeout, this, [this] { say({}); });
    connect(m_copy, &QPushButton::clicked, this, &StorageMatrixCard::copyAll);
    connect(m_export, &QPushButton::clicked, this, &StorageMatrixCard::chooseFile);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (index.isValid())
            Q_EMIT nodeAsked(m_model.nodeAt(index.row()));
    });
}

bool StorageMatrixCard::isCompact() const
{
    return m_delegate->isCompact();
}

void StorageMatrixCard::present(const ClusterView& view, const Freshness& freshness)
{
    m_model.show(freshness.never() ? ClusterView() : view, freshness);
    m_table->setVisible(m_model.rowCount() > 1);
    const QString none = m_model.sights().empty() ? QStringLiteral("There is nothing to copy.") : QString();
    setOffReason(m_copy, none);
    setOffReason(m_export, none);
    showFoot(view, freshness);
    arrange();
}

void StorageMatrixCard::showFoot(const ClusterView& view, const Freshness& freshness)
{
    const int counted = static_cast<int>(view.nodes.size());
    QString words;
    if (freshness.never()) {
        words = QStringLiteral("Reading nodes…");
    } else if (counted < 2) {
        words = QStringLiteral("There is no other node yet that could read its file back.");
    } else if (counted > StorageMatrixModel::mostNodes) {
        words = QStringLiteral("With %1 the square is not shown; the table above has every node.")
                    .arg(nodeCount(counted));
    } else {
        QStringList parts{QStringLiteral("%1 seen").arg(m_model.count(SightState::Fresh))};
        for (const auto& [state, word] : {std::pair(SightState::Absent, QStringLiteral("%1 absent")),
                                          std::pair(SightState::Unreadable, QStringLiteral("%1 unreadable")),
                                          std::pair(SightState::Stale, QStringLiteral("%1 stale")),
                                          std::pair(SightState::Pending, QStringLiteral("%1 pending"))})
            if (const int count = m_model.count(state); count > 0)
                parts << word.arg(count);
        if (const int unwritten = m_model.countUnwritten(); unwritten > 0)
            parts << QStringLiteral("%1 not written").arg(unwritten);
        words = parts.join(QStringLiteral("  ·  "));
        if (counted - 1 > static_cast<int>(mostStorageSightings))
            words += QStringLiteral("  ·  Each node reads the files of %1 others.").arg(mostStorageSightings);
    }
    if (freshness.stale() && counted > 1)
        words.prepend(QStringLiteral("Last known: "));
    if (words == m_counts)
        return;
    m_counts = words;
    say({});
}

/// Below the square, in the place of the counts; empty: the counts.
void StorageMatrixCard::say(const QString& sentence)
{
    m_moment.stop();
    m_foot->setText(sentence.isEmpty() ? m_counts : sentence);
}

/// Wide cells when they all fit beside each other, otherwise the shapes alone below upright names.
void StorageMatrixCard::arrange()
{
    const int nodes = m_model.rowCount();
    // A small square needs no more than its rows; a large one takes what there is.
    setSizePolicy(QSizePolicy::Preferred,
                  nodes <= wholeMatrix ? QSizePolicy::Maximum : QSizePolicy::Preferred);
    if (nodes < 2)
        return;
    m_delegate->setCompact(false);
    int column = m_writers->namesWidth();
    if (nodes <= largestWordyMatrix) {
        QStyleOptionViewItem option;
        option.initFrom(m_table);
        option.widget = m_table;
        for (int row = 0; row < nodes; ++row)
            for (int writer = 0; writer < nodes; ++writer)
                column = std::max(column, m_delegate->sizeHint(option, m_model.index(row, writer)).width());
    }
    // Of the card's inner width, whether or not the bar at the right is shown.
    const int room = m_table->width() - m_readers->namesWidth();
    const bool compact = nodes > largestWordyMatrix || nodes * column > room;
    m_delegate->setCompact(compact);
    const int wide = std::max(column, std::min(room / nodes, widestMatrixColumn));
    const int side = compact ? roomFor(MatrixDelegate::compactSide) : wide;
    m_writers->setUpright(compact);
    m_writers->setFixedHeight(m_writers->sizeHint().height());
    m_readers->setFixedWidth(m_readers->namesWidth());
    m_writers->setDefaultSectionSize(side);
    m_readers->setMinimumSectionSize(1);
    m_readers->setDefaultSectionSize(compact ? side : roomFor(matrixRow));
    const int bar = nodes * side > room ? m_table->horizontalScrollBar()->sizeHint().height() : 0;
    const int row = m_readers->defaultSectionSize();
    const int least = nodes <= wholeMatrix ? nodes : matrixRowsAtLeast;
    m_table->setMinimumHeight(m_writers->height() + least * row + bar);
    m_table->setMaximumHeight(m_writers->height() + nodes * row + bar);
}

QByteArray StorageMatrixCard::toCsv(const std::vector<StorageMatrixModel::Sight>& sights)
{
    QString text = QStringLiteral("reader,writer,state,rounds_behind,read_ms,sentence\r\n");
    for (const StorageMatrixModel::Sight& sight : sights) {
        const double millis = double(sight.cell.latency.count()) / 1000;
        const QStringList fields{csvField(sight.cell.readerName), csvField(sight.cell.writerName),
                                 wordOf(sight.cell.state),        QString::number(sight.cell.behind),
                                 QString::number(millis, 'f', 3), csvField(sight.sentence)};
        text += fields.join(u',') + QStringLiteral("\r\n");
    }
    return text.toUtf8();
}

void StorageMatrixCard::copyAll()
{
    QApplication::clipboard()->setText(QString::fromUtf8(toCsv(m_model.sights())));
    say(QStringLiteral("%1 lines were copied as CSV.").arg(m_model.sights().size()));
    m_moment.start();
}

void StorageMatrixCard::chooseFile()
{
    askWhereToSave(this,
                   {QStringLiteral("Export Who Sees Whose File"), QStringLiteral("shared-storage.csv"),
                    QStringLiteral("CSV (*.csv)")},
                   [this](const QString& path) { exportTo(path); });
}

void StorageMatrixCard::exportTo(const QString& path)
{
    const std::vector<StorageMatrixModel::Sight> sights = m_model.sights();
    saveFile(this, path, toCsv(sights), [this, path, count = sights.size()](const QString& trouble) {
        say(trouble.isEmpty() ? QStringLiteral("%1 lines exported to %2").arg(count).arg(path) : trouble);
        if (trouble.isEmpty())
            m_moment.start();
    });
}

bool StorageMatrixCard::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_table && event->type() == QEvent::Resize)
        arrange();
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        if (const QModelIndex current = m_table->currentIndex(); current.isValid())
            QApplication::clipboard()->setText(current.data(Qt::AccessibleTextRole).toString());
        return true;
    }
    return Card::eventFilter(watched, event);
}

} // namespace rollcall
