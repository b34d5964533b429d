#pragma once

#include "model/tables/roles.h"

#include <QWidget>

namespace rollcall
{

class SearchField;
class StateMark;
class TextLabel;

/// The bar above each page: its title, the way to the command palette, and how fresh the data is.
class PageHeader final : public QWidget
{
    Q_OBJECT

public:
    explicit PageHeader(QWidget* parent = nullptr);
    void setTitle(const QString& title);
    /// "Connected · PostgreSQL 15 · updated 0.4 s ago"; tone: Degraded when the data is late.
    void setConnection(Mark mark, const QString& text, Tone tone = Tone::Normal);
    QString connection() const;
    SearchField* search() const { return m_search; }

Q_SIGNALS:
    void paletteAsked();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    TextLabel* m_title;
    SearchField* m_search;
    StateMark* m_mark;
    TextLabel* m_text;
};

} // namespace rollcall
