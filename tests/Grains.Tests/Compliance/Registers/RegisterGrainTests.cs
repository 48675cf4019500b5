using Kolosal.Testing;

namespace Kolosal.Compliance.Registers;

/// <summary>What all kinds of records share, each against its table written by hand.</summary>
public sealed class RegisterGrainTests(RegisterGrainTests.Silo fixture) : IClassFixture<RegisterGrainTests.Silo>
{
    private static int workspaces;

    private readonly string workspace = $"reg{Interlocked.Increment(ref workspaces)}";

    public static TheoryData<string> Kinds => [.. RegisterCase.All.Select(one => one.Name)];

    public static TheoryData<string> Decided => [.. RegisterCase.All.Where(one =>
        one.Rows.Any(row => RegisterCase.IsDecided(row.From))).Select(one => one.Name)];

    private IGrainFactory Grains => fixture.Platform.Grains;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Steps_outside_the_table_are_refused_and_the_allowed_ones_named(string name)
    {
        var one = Of(name);
        foreach (var (from, to) in one.Rows)
        {
            string own = $"{workspace}-{WireJson.Word(from).Replace('_', '-')}";
            Assert.Null(await one.CreateAsync(Grains, own));
            foreach (var step in one.WayTo(from)) Assert.Null(await one.StepAsync(Grains, own, step, By(step)));
            foreach (var wanted in Enum.GetValues<RegisterStatus>().Where(wanted => wanted != from && !to.Contains(wanted)))
            {
                var refused = await one.StepAsync(Grains, own, wanted, By(wanted));
                Assert.Equal((RefusalKind.Conflict, "workflow.transition-not-allowed"), (refused!.Kind, refused.Code));
                if (to.IsEmpty) Assert.Contains("final", refused.Message, StringComparison.Ordinal);
                else Assert.All(to, allowed => Assert.Contains(WireJson.Word(allowed), refused.Message, StringComparison.Ordinal));
            }

            Assert.Equal(from, (await one.ReadAsync(Grains, own)).Status);
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_step_of_the_table_is_taken_once(string name)
    {
        var one = Of(name);
        int made = 0;
        foreach (var (from, to) in one.Rows)
        {
            foreach (var next in to)
            {
                string own = $"{workspace}-{++made}";
                await one.CreateAsync(Grains, own);
                foreach (var step in one.WayTo(from)) Assert.Null(await one.StepAsync(Grains, own, step, By(step)));
                Assert.Null(await one.StepAsync(Grains, own, next, By(next)));
                var stands = await one.ReadAsync(Grains, own);
                Assert.Equal((next, RegisterCase.IsDecided(next)), (stands.Status, RegisterCase.IsDecided(next) && stands.DecidedBy == "boss"));

                // Asked for again nothing changes.
                Assert.Null(await one.StepAsync(Grains, own, next, By(next)));
                Assert.Equal(stands.Revision, (await one.ReadAsync(Grains, own)).Revision);
            }
        }
    }

    [Theory, MemberData(nameof(Decided))]
    public async Task Whoever_wrote_it_does_not_decide_on_it(string name)
    {
        var one = Of(name);
        var decided = one.Rows.First(row => RegisterCase.IsDecided(row.From)).From;
        await one.CreateAsync(Grains, workspace);
        Assert.Null(await one.ChangeAsync(Grains, workspace, "added by bob", "bob"));
        foreach (var step in one.WayTo(decided)[..^1]) Assert.Null(await one.StepAsync(Grains, workspace, step, By(step)));
        foreach (string writer in (string[])["ann", "bob"])
        {
            var refused = await one.StepAsync(Grains, workspace, decided, writer);
            Assert.Equal((RefusalKind.Forbidden, "registers.four-eyes"), (refused!.Kind, refused.Code));
        }

        Assert.Null(await one.StepAsync(Grains, workspace, decided, "boss"));

        // What was decided on is not changed under the decision.
        Assert.Equal("registers.locked", (await one.ChangeAsync(Grains, workspace, "afterwards", "ann"))!.Code);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_record_is_made_once_and_is_audited_by_hash_alone(string name)
    {
        var one = Of(name);
        Assert.Null(await one.CreateAsync(Grains, workspace));
        long revision = (await one.ReadAsync(Grains, workspace)).Revision;
        Assert.Null(await one.CreateAsync(Grains, workspace));
        Assert.Equal(revision, (await one.ReadAsync(Grains, workspace)).Revision);
        Assert.Null(await one.ChangeAsync(Grains, workspace, "a secret remark", "bob"));

        // The same change again changes nothing.
        Assert.Null(await one.ChangeAsync(Grains, workspace, "a secret remark", "bob"));
        Assert.Equal(revision + 1, (await one.ReadAsync(Grains, workspace)).Revision);
    }

    private static string By(RegisterStatus status) => RegisterCase.IsDecided(status) ? "boss" : "ann";

    private static RegisterCase Of(string name) => RegisterCase.All.Single(one => one.Name == name);

    /// <summary>One silo for all; each test has workspaces of its own.</summary>
    public sealed class Silo : IAsyncLifetime
    {
        public PlatformSilo Platform { get; private set; } = null!;

        public async Task InitializeAsync() => Platform = await PlatformSilo.StartAsync();

        public async Task DisposeAsync()
        {
            Principal.Current = null;
            await Platform.DisposeAsync();
        }
    }
}
