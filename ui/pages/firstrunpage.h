#pragma once

#include <QWidget>

class QProgressBar;
class QPushButton;

namespace rollcall
{

class TextLabel;

/// What is shown when no cluster is known yet: three ways to one.
class FirstRunPage final : public QWidget
{
    Q_OBJECT

public:
    explicit FirstRunPage(QWidget* parent = nullptr);

    /// Words in place of the demo's button while it starts; empty: the button again.
    void setDemoProgress(int step, int steps, const QString& sentence);
    void setDemoTrouble(const QString& sentence);

protected:
    void showEvent(QShowEvent* event) override;

Q_SIGNALS:
    void demoAsked();
    void connectAsked();
    void createAsked();
    void openFileAsked();
    void guideAsked();

private:
    QPushButton* m_demo = nullptr;
    QPushButton* m_connect = nullptr;
    QPushButton* m_create = nullptr;
    TextLabel* m_progress;
    QProgressBar* m_bar;
};

} // namespace rollcall
