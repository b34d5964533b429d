#include "ui/mainwindow/palettemodel.h"

#include "ui/theme/drawing.h"
#include "ui/theme/tokens.h"
#include "ui/theme/typography.h"
#include "ui/widgets/keycap.h"
#include "ui/widgets/statepainter.h"

#include <QPainter>
#include <QStringList>

#include <algorithm>
#include <array>

namespace rollcall
{

namespace
{

constexpr std::size_t perSection = 7;
constexpr std::size_t perSectionAtFirst = 4; ///< before anything was typed
constexpr int rowHeight = 32;
constexpr int headingHeight = 30;

QString titleOf(PaletteItem::Section section)
{
    switch (section) {
    case PaletteItem::Section::Nodes:
        return QStringLiteral("Nodes");
    case PaletteItem::Section::Commands:
        return QStringLiteral("Commands");
    case PaletteItem::Section::Pages:
        return QStringLiteral("Pages");
    }
    Q_UNREACHABLE();
}

} // namespace

int PaletteModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

const PaletteItem* PaletteModel::itemAt(int row) const
{
    if (row < 0 || row >= rowCount() || !m_rows[static_cast<std::size_t>(row)].heading.isEmpty())
        return nullptr;
    return &m_items[m_rows[static_cast<std::size_t>(row)].item];
}

int PaletteModel::firstChoice() const
{
    for (int row = 0; row < rowCount(); ++row)
        if (const PaletteItem* item = itemAt(row); item && item->offReason.isEmpty())
            return row;
    return -1;
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const PaletteItem* item = itemAt(index.row());
    if (!item) {
        if (role == IsHeadingRole)
            return true;
        return role == Qt::DisplayRole ? QVariant(m_rows[static_cast<std::size_t>(index.row())].heading)
                                       : QVariant();
    }
    switch (role) {
    case Qt::DisplayRole:
        return item->text;
    case Qt::ToolTipRole:
        return item->offReason;
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1 %2 %3").arg(item->text, item->note, item->offReason).trimmed();
    case StateRole:
        return QVariant::fromValue(item->mark);
    case IconRole:
        return static_cast<int>(item->icon);
    case NoteRole:
        return item->offReason.isEmpty() ? item->note : item->offReason;
    case KeysRole:
        return item->keys;
    case OffRole:
        return !item->offReason.isEmpty();
    default:
        return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex& index) const
{
    const PaletteItem* item = itemAt(index.row());
    if (!item || !item->offReason.isEmpty())
        return Qt::NoItemFlags;
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

void PaletteModel::setItems(std::vector<PaletteItem> items)
{
    m_items = std::move(items);
    std::stable_sort(m_items.begin(), m_items.end(),
                     [](const PaletteItem& a, const PaletteItem& b) { return a.section < b.section; });
    match();
}

void PaletteModel::setText(const QString& text)
{
    m_text = text;
    match();
}

void PaletteModel::match()
{
    beginResetModel();
    m_rows.clear();
    const QStringList words = m_text.split(u' ', Qt::SkipEmptyParts);
    const auto matches = [&](const PaletteItem& item) {
        return std::all_of(words.begin(), words.end(), [&](const QString& word) {
            return item.text.contains(word, Qt::CaseInsensitive) ||
                   item.note.contains(word, Qt::CaseInsensitive);
        });
    };
    for (PaletteItem::Section section :
         {PaletteItem::Section::Nodes, PaletteItem::Section::Commands, PaletteItem::Section::Pages}) {
        std::vector<std::size_t> found;
        for (std::size_t i = 0; i < m_items.size() && found.size() < perSection * 4; ++i)
            if (m_items[i].section == section && matches(m_items[i]))
                found.push_back(i);
        // What can be done comes before what cannot.
        std::stable_sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) {
            return m_items[a].offReason.isEmpty() && !m_items[b].offReason.isEmpty();
        });
        const std::size_t most = words.isEmpty() ? perSectionAtFirst : perSection;
        if (found.size() > most)
            found.resize(most);
        if (!found.empty())
            m_rows.push_back({titleOf(section), 0});
        for (std::size_t item : found)
            m_rows.push_back({{}, item});
    }
    endResetModel();
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const
{
    return {100, roomFor(index.data(PaletteModel::IsHeadingRole).toBool() ? headingHeight : rowHeight)};
}

void PaletteDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                            const QModelIndex& index) const
{
    const PainterState state(*painter);
    const Tokens& tokens = Tokens::of(option.palette);
    const QRect row = option.rect;
    if (index.data(PaletteModel::IsHeadingRole).toBool()) {
        painter->setFont(textFont(TextStyle::Small, QFont::DemiBold));
        painter->setPen(tokens.text3);
        painter->drawText(row.adjusted(16, 0, -16, 0), Qt::AlignVCenter | Qt::AlignLeft,
                          index.data().toString());
        return;
    }
    const bool off = index.data(PaletteModel::OffRole).toBool();
    if (option.state.testFlag(QStyle::State_Selected))
        drawPanel(*painter, row.adjusted(8, 0, -8, 0), controlRadius, tokens.selBg, QColor());
    else if (!off && option.state.testFlag(QStyle::State_MouseOver))
        drawPanel(*painter, row.adjusted(8, 0, -8, 0), controlRadius, tokens.hover, QColor());
    const QRectF sign(row.x() + 16, row.y() + (row.height() - 16) / 2, 16, 16);
    const Mark mark = index.data(StateRole).value<Mark>();
    painter->setRenderHint(QPainter::Antialiasing);
    if (mark != Mark::None)
        StatePainter(*painter, tokens).mark(mark, sign);
    else
        drawIcon(*painter, static_cast<Icon>(index.data(PaletteModel::IconRole).toInt()), sign,
                 off ? tokens.disabled : tokens.text2);
    int right = row.right() - 16;
    const QString keys = index.data(PaletteModel::KeysRole).toString();
    if (!keys.isEmpty()) {
        const QSize size = KeyCap::sizeOf(keys);
        KeyCap::draw(
            *painter,
            QRect(QPoint(right - size.width() + 1, row.y() + (row.height() - size.height()) / 2), size), keys,
            option.palette);
        right -= size.width() + 8;
    }
    const QFont base = textFont(TextStyle::Base);
    const QFontMetrics metrics(base);
    int x = row.x() + 42;
    const QString text = index.data().toString();
    painter->setFont(base);
    painter->setPen(off ? tokens.disabled : tokens.text);
    painter->drawText(QRect(x, row.y(), right - x, row.height()), Qt::AlignVCenter | Qt::AlignLeft, text);
    x += metrics.horizontalAdvance(text) + 10;
    const QFont small = textFont(TextStyle::Small);
    painter->setFont(small);
    painter->setPen(off ? tokens.disabled : tokens.text2);
    painter->drawText(QRect(x, row.y(), right - x, row.height()), Qt::AlignVCenter | Qt::AlignLeft,
                      QFontMetrics(small).elidedText(index.data(PaletteModel::NoteRole).toString(),
                                                     Qt::ElideRight, right - x));
}

} // namespace rollcall
