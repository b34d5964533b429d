#pragma once

#include "model/tables/roles.h"
#include "ui/theme/icons.h"

#include <QPushButton>

namespace rollcall
{

/// The helpers give the button its look; connect it as any QPushButton.
QPushButton* plainButton(const QString& text, QWidget* parent = nullptr);
/// The default action of a window; at most one. Enter triggers it in a dialog.
QPushButton* accentButton(const QString& text, QWidget* parent = nullptr);
/// Stops or removes something; its confirmation has Cancel as the default.
QPushButton* dangerButton(const QString& text, QWidget* parent = nullptr);
/// 24 px high.
QPushButton* smallButton(const QString& text, QWidget* parent = nullptr);
/// Only an icon; name is its accessible name and tooltip.
QPushButton* iconButton(Icon which, const QString& name, QWidget* parent = nullptr);

/// Switches an action on, or off with the reason as its tooltip ("Off because the values are 34 s old.").
/// While on, the tooltip is the one given last with an empty reason, or none.
void setOffReason(QPushButton* button, const QString& reason);

/// Text in the colour of links. Focusable, and a hand under the pointer.
class LinkButton : public QPushButton
{
    Q_OBJECT

public:
    explicit LinkButton(const QString& text, QWidget* parent = nullptr);
};

/// A filter: shape, word, count. Checkable.
class FilterChip : public QPushButton
{
    Q_OBJECT

public:
    /// Mark::None: no shape ("All").
    FilterChip(Mark mark, const QString& word, QWidget* parent = nullptr);

    void setCount(int count);
    int count() const { return m_count; }
    Mark mark() const { return m_mark; }
    const QString& word() const { return m_word; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void describe();

    Mark m_mark;
    QString m_word;
    int m_count = 0;
};

} // namespace rollcall
