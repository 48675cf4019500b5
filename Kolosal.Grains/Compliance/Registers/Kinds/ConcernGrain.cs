using Kolosal.Storage;
using static Kolosal.Compliance.Registers.RegisterFaults;

namespace Kolosal.Compliance.Registers;

/// <summary>A concern is answered in words, and its answer says what follows for the risk register.</summary>
internal sealed class ConcernRules : IRegisterRules<Concern>
{
    public RegisterKind Kind => RegisterKinds.Concern;

    public RegisterLifecycle Lifecycle => RegisterLifecycle.Raised;

    public Concern Complete(Concern fields, string by, DateTimeOffset at) => fields with { Channel = fields.Channel ?? ConcernChannel.Recorded };

    public IEnumerable<(string Path, string Needed)> Faults(Concern fields, RegisterStatus status, DateTimeOffset at) =>
        [
            .. Texts(("text", fields.Text)),
            .. status is RegisterStatus.Answered or RegisterStatus.Closed
                ? [
                    .. Texts(("answer", fields.Answer)), .. Values(("effect", fields.Effect)),
                    .. When(fields is { Effect: not (null or RiskEffect.None), RiskId: null }, "risk_id",
                        "Needed: the risk that was recorded or changed."),
                ]
                : Enumerable.Empty<(string, string)>(),
        ];

    public IEnumerable<RegisterDeadline> Deadlines(Concern fields, DateTimeOffset madeAt, Func<RegisterStatus, DateTimeOffset?> first) =>
        [
            new("acknowledge", madeAt + StatutoryClocks.AcknowledgeConcern,
                first(RegisterStatus.Acknowledged) is { } at && !(first(RegisterStatus.Answered) < at) ? at : first(RegisterStatus.Answered)),
            new("answer", madeAt + StatutoryClocks.AnswerConcern, first(RegisterStatus.Answered)),
        ];
}

/// <remarks>Keeps <see cref="RegisterState{TFields}"/> of <see cref="Concern"/>; listed as <c>concern</c>.</remarks>
internal sealed class ConcernGrain(
    [PersistentState("concern")] IPersistentState<RegisterState<Concern>> storage, ICatalogue catalogue, TimeProvider clock,
    RegisterInstruments instruments)
    : RegisterGrain<Concern>(storage, catalogue, clock, new ConcernRules(), instruments), IConcernGrain
{
    /// <summary>The author of what somebody raised who did not sign in.</summary>
    private const string Unknown = "unknown";

    public Task<Result<ConcernReceipt>> RaiseAsync(Concern concern) => TakeAsync(concern with { Channel = ConcernChannel.Staff }, Actor);

    public Task<Result<ConcernReceipt>> RaiseUnknownAsync(Concern concern) =>
        TakeAsync(concern with { Channel = ConcernChannel.Outside, Owner = "" }, Unknown);

    /// <summary>Whoever raises a concern answers none, and owns none.</summary>
    private async Task<Result<ConcernReceipt>> TakeAsync(Concern concern, string by)
    {
        var taken = await MakeAsync(concern with { Answer = null, Effect = null, RiskId = null, Owner = "" }, by);
        return taken.Map(made => new ConcernReceipt(made.Id, made.CreatedAt, made.Deadlines[0].DueAt, made.Deadlines[1].DueAt));
    }
}

