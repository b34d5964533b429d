#pragma once

#include "model/tables/roles.h"
#include "ui/theme/icons.h"

#include <QAbstractListModel>
#include <QStyledItemDelegate>

#include <functional>
#include <optional>
#include <vector>

namespace rollcall
{

/// Something that the command palette can find and do.
struct PaletteItem {
    enum class Section { Nodes, Commands, Pages };
    Section section = Section::Commands;
    QString text;
    QString note; ///< quiet, after the text
    Mark mark = Mark::None;
    Icon icon = Icon::ChevronRight; ///< in place of a mark
    QString keys;                   ///< "F5"
    QString offReason;              ///< why it cannot be done now
    std::function<void()> run;
};

/// The items that match what was typed, under a heading for each section.
class PaletteModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { IsHeadingRole = Qt::UserRole + 200, IconRole, NoteRole, KeysRole, OffRole };

    using QAbstractListModel::QAbstractListModel;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

    void setItems(std::vector<PaletteItem> items);
    void setText(const QString& text);
    const PaletteItem* itemAt(int row) const; ///< null: a heading
    int firstChoice() const;                  ///< -1: nothing matches

private:
    void match();

    std::vector<PaletteItem> m_items;
    QString m_text;
    struct Row {
        QString heading;
        std::size_t item = 0;
    };
    std::vector<Row> m_rows;
};

/// Rows of the palette: 32 px, sign, text, note, key cap.
class PaletteDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace rollcall
