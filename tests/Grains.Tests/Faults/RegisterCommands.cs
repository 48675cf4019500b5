using Kolosal.Compliance.Registers;

namespace Kolosal.Faults;

/// <summary>The commands that all registers share, given to one of them, and those of concerns.</summary>
internal static class RegisterCommands
{
    private static readonly Waiver Wanted = new() { Title = "t", Control = "Q64", ControlOwner = "olga", Reason = "r" };

    public static readonly Command[] All =
    [
        new("IRegisterGrain`1.CreateAsync", async s => (await Record(s).CreateAsync(Wanted)).Value?.Revision),
        new("IRegisterGrain`1.ChangeAsync", async s => (await Record(s).ChangeAsync(new() { Note = "n" }, 1)).Value?.Revision,
            s => Record(s).CreateAsync(Wanted)),
        new("IRegisterGrain`1.MoveAsync", async s => (await Record(s).MoveAsync(new(RegisterStatus.InReview, "", 1))).Value?.Revision,
            s => Record(s).CreateAsync(Wanted with { Until = DateTimeOffset.UtcNow.AddDays(30) })),
        new("IRegisterGrain`1.DecideAsync", async s =>
        {
            Principal.Current = s.Approver;
            try
            {
                return (await Record(s).DecideAsync(new(RegisterStatus.Approved, "", 2))).Value?.Revision;
            }
            finally
            {
                Principal.Current = null;
            }
        }, async s =>
        {
            await Record(s).CreateAsync(Wanted with { Until = DateTimeOffset.UtcNow.AddDays(30) });
            await Record(s).MoveAsync(new(RegisterStatus.InReview, "", null));
        }),
        new("IConcernGrain.RaiseAsync", async s => (await Concern(s).RaiseAsync(new() { Title = "t", Text = "x" })).Value?.Id),
        new("IConcernGrain.RaiseUnknownAsync", async s => (await Concern(s).RaiseUnknownAsync(new() { Title = "t", Text = "x" })).Value?.Id),
    ];

    private static IWaiverGrain Record(Stage s) => s.Grains.Register<IWaiverGrain>(s.Workspace, "wai_1");

    private static IConcernGrain Concern(Stage s) => s.Grains.Register<IConcernGrain>(s.Workspace, "con_1");
}
