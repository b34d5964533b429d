#pragma once

#include "model/tables/roles.h"

#include <QWidget>

class QHBoxLayout;

namespace rollcall
{

class ElidedLabel;
class StateMark;
class TextLabel;

/// One line of a card of facts, 28 px: a quiet caption, then a value with its sign, then a note that may be
/// elided.
class FactLine final : public QWidget
{
    Q_OBJECT

public:
    explicit FactLine(const QString& caption, QWidget* parent = nullptr, int captionWidth = 128);

    void set(Mark mark, const QString& value, const QString& note = {});
    /// In place of the mark: the outlined crown of the successor.
    void setSuccessor(const QString& name, const QString& note = {});
    /// Another widget in the place of value and note; it is hidden while there is a value.
    void setWidget(QWidget* widget);
    void showWidget();
    QString value() const;

private:
    void space(int afterMark, int afterValue);

    StateMark* m_mark;
    TextLabel* m_value;
    ElidedLabel* m_note;
    QHBoxLayout* m_row;
    QWidget* m_widget = nullptr;
};

} // namespace rollcall
