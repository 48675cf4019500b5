using System.Text.Json;
using Kolosal.Storage;
using Microsoft.Extensions.Options;

namespace Kolosal.Classification;

/// <remarks>Keeps <see cref="DisclosureState"/>, listed as <c>disclosure</c>. Asks the asset's classification; calls the audit trail beside it.
/// Purpose and recipient stand in the record alone: the trail is kept for longer, and both may name a person.</remarks>
internal sealed class DisclosureGrain(
    [PersistentState("disclosure")] IPersistentState<DisclosureState> storage, ICatalogue catalogue, TimeProvider clock,
    IOptions<ClassificationOptions> options, ClassificationInstruments instruments)
    : RecordGrain<DisclosureState>(storage, catalogue, clock), IDisclosureGrain
{
    protected override string CatalogueKind => CatalogueKinds.Disclosure;

    public Task<Result<DisclosureRecord>> GetAsync() => Task.FromResult<Result<DisclosureRecord>>(State.Exists ? State.Read(Key.Id) : NotFound());

    public async Task<Result<DisclosureRecord>> RequestAsync(string asset, DisclosureTerms terms)
    {
        if (State.Exists) return State.Asset == asset && State.Terms == terms && State.Actor == Actor ? State.Read(Key.Id) : Refuse(Exists());
        var known = await ClassificationAsync(asset);
        if (Unfit(known, terms) is { } unfit) return Refuse(unfit);
        State.Ask(asset, terms, Actor, IsAbroad(known, terms), known);
        await CommitAsync("disclosure.request", Subject, detail: Detail());
        return State.Read(Key.Id);
    }

    public async Task<Result<DisclosureRecord>> DecideAsync(bool approve, string? note)
    {
        if (!State.Exists) return NotFound();
        if (State.Actor == Actor)
            return Refuse(new(RefusalKind.Forbidden, "disclosure.four-eyes", $"{Actor} asked for this disclosure; somebody else decides on it."));
        if (State.Approval is { Standing: false } stands)
        {
            return stands.Approved == approve && stands.By == Actor ? State.Read(Key.Id) : Refuse(Refusal.Conflict("disclosure.decided",
                $"{stands.By} {(stands.Approved ? "approved" : "refused")} it on {stands.At:yyyy-MM-dd}; ask for another disclosure."));
        }

        var now = Clock.GetUtcNow();
        State.Decide(new(approve, Actor, now, false, note), approve && State.MadeAt is null ? now.AddDays(options.Value.ApprovalDays) : null);
        await CommitAsync(approve ? "disclosure.approve" : "disclosure.refuse", Subject, detail: Detail());
        return State.Read(Key.Id);
    }

    public async Task<Result<DisclosureRecord>> MakeAsync(DisclosureLeaving leaving)
    {
        if (State.Exists && State.Attempt == leaving.Attempt && State.Actor == Actor) return State.Read(Key.Id);
        var known = await ClassificationAsync(leaving.Asset);
        var allowed = await GrainFactory.ClassificationOf(Key.Workspace, leaving.Asset).AllowAsync(DataUse.Export, options.Value.Region);
        if (!allowed.Accepted) return allowed.Refusal;
        if (State.Exists && NotThis(leaving) is { } other) return Refuse(other);
        if (Unfit(known, State.Terms ?? leaving.Terms ?? new("", "", null, null)) is { } unfit) return Refuse(unfit);
        if (!State.Exists && DisclosureRule.DemandsApproval(known is null ? null : WireJson.Word(known.Sensitivity)))
        {
            // It waits for a second person under the name by which it was tried.
            State.Ask(leaving.Asset, leaving.Terms!, Actor, IsAbroad(known, leaving.Terms!), known);
            await CommitAsync("disclosure.request", Subject, detail: Detail());
            return Refuse(NotThis(leaving)!);
        }
        if (!State.Exists) Ask(leaving, known);
        State.Leave(leaving, Clock.GetUtcNow());
        await CommitAsync("disclosure.make", Subject, detail: Detail(leaving));
        instruments.Disclosed(leaving.Form, leaving.Rows);
        return State.Read(Key.Id);
    }

    protected override object? Describe() => State.Exists ? State.Read(Key.Id) : null;

    private string Subject => $"disclosures/{Key.Id}";

    private void Ask(DisclosureLeaving leaving, DataClassification? known)
    {
        State.Ask(leaving.Asset, leaving.Terms!, Actor, IsAbroad(known, leaving.Terms!), known);

        // Who classed the data decided who may take them out; whoever decided for themselves has nobody behind them.
        if (known is { ClassifiedBy: var by } && by != Actor && by != Principal.SystemSubject)
            State.Decide(new(true, by, known.ReviewedAt, true, $"As {known.Id} allows."), null);
    }

    /// <summary>The classification as it stands; null while there is none.</summary>
    private async Task<DataClassification?> ClassificationAsync(string asset) =>
        (await GrainFactory.ClassificationOf(Key.Workspace, asset).GetAsync()).Value;

    /// <summary>Why rows do not leave under the request that stands here.</summary>
    private Refusal? NotThis(DisclosureLeaving leaving)
    {
        var now = Clock.GetUtcNow();
        string? why = State.Asset != leaving.Asset ? $"it is of {State.Asset}, and {leaving.Asset} was asked for"
            : State.Actor != Actor ? $"{State.Actor} asked for it, and alone takes it"
            : leaving.Terms is not null && leaving.Terms != State.Terms ? "other terms than those of the request were given"
            : State.Approval is { Approved: false } no ? $"{no.By} refused it; ask for another with POST /api/compliance/disclosures"
            : State.Approval is not { Standing: false } ? "nobody has approved it. A second person decides with "
                + $"POST /api/compliance/disclosures/{Key.Id}/decisions; then the same request, or one with disclosure={Key.Id}, is answered"
            : State.ApprovedUntil is not { } until || now > until
                ? "its approval has ended; ask for another with POST /api/compliance/disclosures" : null;
        return why is null ? null : new(RefusalKind.Forbidden, State.Approval is { Approved: true } ? "disclosure.not-this" : "disclosure.unapproved",
            $"Rows do not leave under {Key.Id}: {why}.");
    }

    /// <summary>What is wrong with the terms for data that are classed so.</summary>
    private Refusal? Unfit(DataClassification? known, DisclosureTerms terms)
    {
        var errors = DisclosureRule.Faults(terms.Purpose, terms.Recipient, terms.Country)
            .ToImmutableDictionary(fault => $"$.{fault.Member}", fault => fault.Needed);
        if (!errors.IsEmpty)
            return new(RefusalKind.Unprocessable, "disclosure.undeclared",
                $"Rows of {known?.Asset ?? "classed data"} leave under a declared purpose and recipient alone; see errors.", errors);
        if (!IsAbroad(known, terms)) return null;
        if (known is { Residency: not Residency.Global })
            return Refusal.Conflict("classification.residency",
                $"{known.Asset} must stay in the region {WireJson.Word(known.Residency)}, and {terms.Country} lies outside.");
        return terms.Basis is not null ? null : new(RefusalKind.Unprocessable, "disclosure.no-basis",
            $"{terms.Country} lies outside the home region: say as basis what the transfer rests on.");
    }

    private bool IsAbroad(DataClassification? known, DisclosureTerms terms) => DisclosureRule.IsAbroad(
        terms.Country, known is { Residency: not Residency.Global } ? WireJson.Word(known.Residency)
            : options.Value.Region is { } region ? WireJson.Word(region) : null);

    private string Detail(DisclosureLeaving? leaving = null) => JsonSerializer.Serialize(new
    {
        asset = State.Asset,
        rows = leaving?.Rows ?? 0,
        form = leaving?.Form,
        country = State.Terms!.Country,
        basis = State.Terms.Basis is { } basis ? WireJson.Word(basis) : null,
        approved_by = State.Approval is { Approved: true } approval ? approval.By : null,
    });

    private Refusal Refuse(Refusal refusal)
    {
        // The platform's own question whether the door is there is no use that was refused.
        if (Principal.Current is not null) instruments.Refused(refusal.Code);
        return refusal;
    }

    private Refusal Exists() => Refusal.Conflict("disclosure.exists", $"There is another disclosure {Key.Id} already.");

    private Refusal NotFound() => Refusal.NotFound("disclosure.not-found", $"There is no disclosure '{Key.Id}' in this workspace.");
}
