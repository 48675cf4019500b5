using Kolosal.WebConsole.Pages.Watching.Parts;
using static Kolosal.WebConsole.Pages.Watching.Parts.FieldKind;

namespace Kolosal.WebConsole.Pages.Models;

/// <summary>The part of a model card that people write.</summary>
internal static class CardForm
{
    public static readonly ImmutableArray<ActionField> Words =
    [
        new("description", "Description", Lines), new("purpose", "Purpose", Lines), new("intended_use", "Intended use", Lines),
        new("purposes", "Purposes that callers may declare", List) { Hint = "As in X-Purpose: credit-check, limit-review" },
        new("users", "Users", Lines), new("out_of_scope", "Out of scope", Lines), new("limitations", "Limitations", Lines),
        new("ethical_considerations", "Ethical considerations", Lines), new("affected_groups", "Affected groups", Lines),
        new("party_role", "Our role", Choice) { Options = ["provider", "deployer", "both"] },
        new("risk_class", "Risk class", Choice) { Options = ["prohibited", "high", "limited", "minimal"], Hint = "Of the EU AI Act" },
        new("prohibited_screening", "Why it is not prohibited", Lines), new("legal_effect", "Decides with legal effect", Answer),
        new("criticality", "Criticality", Choice) { Options = ["low", "medium", "high", "critical"] },
        new("placed_on_market_at", "Placed on the market", Time), new("owner", "Owner"), new("contact", "Contact"), new("licence", "Licence"),
    ];
}
