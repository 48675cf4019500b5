using System.Text.Json;
using Kolosal.Storage;

namespace Kolosal.Compliance.Registers;

/// <summary>What the grains of all registers share: a typed document with a transition table, written by some and decided by others.</summary>
/// <remarks>Calls the audit trail alone. The trail names a text by its hash and holds none of it.</remarks>
internal abstract class RegisterGrain<TFields>(
    IPersistentState<RegisterState<TFields>> storage, ICatalogue catalogue, TimeProvider clock, IRegisterRules<TFields> rules,
    RegisterInstruments instruments)
    : RecordGrain<RegisterState<TFields>>(storage, catalogue, clock), IRegisterGrain<TFields>
    where TFields : RegisterFields
{
    protected override string CatalogueKind => rules.Kind.Catalogue;

    private string Subject => $"{rules.Kind.Path}/{Key.Id}";

    /// <summary>The model that it concerns, when it names one.</summary>
    private string? Model => State.Fields?.About?.FirstOrDefault(about => about.StartsWith("models/", StringComparison.Ordinal)) is { } about
        ? about["models/".Length..] : null;

    public Task<Result<Registered<TFields>>> GetAsync() =>
        Task.FromResult<Result<Registered<TFields>>>(State.Exists ? Read() : rules.Kind.NotFound(Key.Id));

    public Task<Result<Registered<TFields>>> CreateAsync(TFields fields) => MakeAsync(fields, Actor);

    public async Task<Result<Registered<TFields>>> ChangeAsync(TFields change, long? expectedRevision)
    {
        if (!State.Exists) return rules.Kind.NotFound(Key.Id);
        var was = State.Fields!;
        var fields = rules.Stamp(was, RegisterDocuments.Overlay(was, change), Clock.GetUtcNow());
        if (RegisterDocuments.AreEqual(fields, was)) return Read();
        if (IsOther(expectedRevision) is { } other) return other;
        bool writes = !RegisterDocuments.AreEqual(rules.WithoutNoted(fields), rules.WithoutNoted(was));
        if (!rules.Lifecycle.IsEditable(State.Status) && (writes || State.Status != RegisterStatus.Approved))
            return Refuse(Refusal.Conflict("registers.locked",
                $"The {rules.Kind.Noun} is '{WireJson.Word(State.Status)}' and is not changed there; take it to another status first."));
        if (rules.IdOf(fields) is { } id && id != Key.Id) return Refuse(Misnamed(id));
        if (FaultsOf(fields, State.Status) is { } faults) return faults;
        State.Write(fields, Actor, writes);
        await CommitAsync($"{rules.Kind.Catalogue}.change", Subject, Model, Detail());
        return Read();
    }

    public Task<Result<Registered<TFields>>> MoveAsync(RegisterMove move) => StepAsync(move, decides: false);

    public Task<Result<Registered<TFields>>> DecideAsync(RegisterMove move) => StepAsync(move, decides: true);

    protected async Task<Result<Registered<TFields>>> MakeAsync(TFields given, string by)
    {
        if (State.Exists)
        {
            return RegisterDocuments.AreEqual(RegisterDocuments.Overlay(State.Fields!, given), State.Fields!) ? Read()
                : Refuse(Refusal.Conflict("registers.exists",
                    $"There is a {rules.Kind.Noun} '{Key.Id}' already; change that with PATCH /api/compliance/{Subject}."));
        }

        var now = Clock.GetUtcNow();
        var fields = rules.Stamp(null, rules.Complete(given with { Owner = given.Owner ?? by }, by, now), now);
        if (rules.IdOf(fields) is { } id && id != Key.Id) return Refuse(Misnamed(id));
        if (FaultsOf(fields, rules.Lifecycle.First) is { } faults) return faults;
        State.Make(fields, rules.Lifecycle.First, by, now);
        await CommitAsync($"{rules.Kind.Catalogue}.create", Subject, Model, Detail());
        instruments.Moved(rules.Kind.Catalogue, State.Status);
        return Read();
    }

    protected override object? Describe() => State.Exists ? Read() with { History = [] } : null;

    private async Task<Result<Registered<TFields>>> StepAsync(RegisterMove move, bool decides)
    {
        if (!State.Exists) return rules.Kind.NotFound(Key.Id);

        // First: who repeats a step whose answer was lost holds the revision from before it.
        if (move.Status == State.Status) return Read();
        if (IsOther(move.IfRevision) is { } other) return other;
        if (rules.Lifecycle.Table.Refuse(State.Status, move.Status, $"The {rules.Kind.Noun} {Key.Id}") is { } refusal) return Refuse(refusal);
        if (FaultsOf(State.Fields!, move.Status) is { } faults) return faults;
        if (rules.Lifecycle.IsDecided(move.Status) != decides) return Refuse(WrongDoor(move.Status, decides));
        if (decides && FourEyes() is { } interested) return Refuse(interested);
        string before = WireJson.Word(State.Status);
        State.Become(move.Status, move.Note, Actor, Clock.GetUtcNow(), decides);
        await CommitAsync($"{rules.Kind.Catalogue}.{(decides ? "decide" : "move")}", Subject, Model, Detail(before));
        instruments.Moved(rules.Kind.Catalogue, State.Status);
        return Read();
    }

    private Refusal? FourEyes()
    {
        string? why = State.Writers.Contains(Actor) ? "whoever wrote or changed it does not decide on it" : rules.Interest(State.Fields!, Actor);
        return why is null ? null : new(RefusalKind.Forbidden, "registers.four-eyes",
            $"{Subject} is decided by somebody else: {why}. Ask another holder of {Access.Permission.ComplianceApprove}.");
    }

    private Refusal WrongDoor(RegisterStatus status, bool decides) => decides
        ? Refusal.Conflict("registers.no-decision",
            $"'{WireJson.Word(status)}' is not decided; use PATCH /api/compliance/{Subject}/status.")
        : Refusal.Conflict("registers.needs-decision",
            $"'{WireJson.Word(status)}' is decided by somebody who did not write it; use POST /api/compliance/{Subject}/decisions.");

    private Refusal? FaultsOf(TFields fields, RegisterStatus status)
    {
        var faults = RegisterFaults.Common(fields).Concat(rules.Faults(fields, status, Clock.GetUtcNow()))
            .GroupBy(fault => fault.Path, StringComparer.Ordinal).ToImmutableDictionary(group => group.Key, group => group.First().Needed);
        return faults.IsEmpty ? null : Refuse(new(RefusalKind.Unprocessable, "registers.incomplete",
            $"A {rules.Kind.Noun} that is '{WireJson.Word(status)}' needs more; see errors.", faults));
    }

    private Refusal? IsOther(long? expected) => expected is { } revision && revision != State.Revision
        ? new(RefusalKind.PreconditionFailed, "registers.changed",
            $"The {rules.Kind.Noun} is at revision {State.Revision}, not {revision}; read it again.")
        : null;

    private Refusal Misnamed(string id) => Refusal.Unprocessable(
        "registers.misnamed", $"Such a {rules.Kind.Noun} is named '{id}' by what it says, not '{Key.Id}'.");

    private Refusal Refuse(Refusal refusal)
    {
        instruments.Refused(rules.Kind.Catalogue, refusal.Code);
        return refusal;
    }

    private string Detail(string? from = null) => JsonSerializer.Serialize(new
    {
        from,
        status = WireJson.Word(State.Status),
        owner = State.Fields!.Owner,
        sha256 = RegisterDocuments.Sha256(State.Fields!),
    });

    private Registered<TFields> Read() =>
        State.Read(Key.Id, [.. rules.Deadlines(State.Fields!, State.CreatedAt, State.First)]);
}
