#pragma once

#include "ui/dialogs/dialogframe.h"

#include <QString>

namespace rollcall
{

/// A dialog with words: help for a page, the keyboard, about.
class HelpDialog final : public DialogFrame
{
    Q_OBJECT

public:
    HelpDialog(const QString& title, const QString& html, QWidget* parent);
};

/// Paragraphs for F1 on the page with this title.
QString helpFor(const QString& pageTitle);
QString shortcutsHelp();
QString guide();
QString aboutRollcall();

} // namespace rollcall
