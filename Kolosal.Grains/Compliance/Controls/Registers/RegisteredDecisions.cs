using Kolosal.Compliance.Registers;
using Kolosal.Storage;

namespace Kolosal.Compliance.Controls;

/// <summary>Reads waivers and decisions of applicability from their registers: the approved ones.</summary>
internal sealed class RegisteredDecisions(ICatalogue catalogue) : IControlDecisions
{
    public async Task<ControlDecisions> ReadAsync(string workspace, CancellationToken cancel)
    {
        var waivers = await catalogue.RegisterAsync<Waiver>(workspace, RegisterKinds.Waiver, cancel);
        var applicability = await catalogue.RegisterAsync<Applicability>(workspace, RegisterKinds.Applicability, cancel);
        return new(
            [.. from waiver in waivers
                where waiver is { Status: RegisterStatus.Approved, DecidedAt: not null, DecidedBy: not null, Fields.Until: not null }
                select new WaiverDecision(waiver.Id, waiver.Fields.Control ?? "", waiver.DecidedBy!, waiver.Fields.ControlOwner,
                    waiver.Fields.Reason ?? "", waiver.DecidedAt!.Value, waiver.Fields.Until!.Value)],
            [.. from decision in applicability
                where decision is { Status: RegisterStatus.Approved, DecidedAt: not null, DecidedBy: not null, Fields.Applies: not null }
                select new ApplicabilityDecision(decision.Fields.Framework ?? "", decision.Fields.Control ?? "", decision.Fields.Applies!.Value,
                    decision.Fields.Reason ?? "", decision.DecidedBy!, decision.DecidedAt!.Value)]);
    }
}
