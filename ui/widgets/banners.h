#pragma once

#include "model/tables/roles.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace rollcall
{

class ElidedLabel;
class LinkButton;
class StateMark;

/// The 36 px bar above a page whose values are old: triangle, sentence, link.
class StaleBar : public QWidget
{
    Q_OBJECT

public:
    explicit StaleBar(QWidget* parent = nullptr);
    void setSentence(const QString& sentence);
    /// Empty: no link.
    void setLink(const QString& text);
    QSize sizeHint() const override;

Q_SIGNALS:
    void linkClicked();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    StateMark* m_mark;
    ElidedLabel* m_sentence;
    LinkButton* m_link;
};

/// What a page shows in place of nothing: one sentence and at most one button, in the middle.
class EmptyState : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget* parent = nullptr);
    /// button empty: none.
    void setText(const QString& sentence, const QString& button = {});

Q_SIGNALS:
    void buttonClicked();

private:
    QLabel* m_sentence;
    QPushButton* m_button;
};

} // namespace rollcall
