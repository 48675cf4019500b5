using Kolosal.Models;

namespace Kolosal.Compliance.Injected;

/// <summary>How a model came into service, what it carries, and what of it is written down.</summary>
internal static class ModelFailures
{
    public static readonly InjectedFailure[] All =
    [
        new("Q01", "who brought the data puts the version into service", async w =>
        {
            w.Kept["dataset"] = await w.DatasetAsync("d");
            await w.ServeAsync();
        }, async w =>
        {
            string own = await w.DatasetAsync("own", by: "bob"); // who promotes
            await w.ServeAsync(change: made => made with { DatasetId = own });
        }, w => w.RollbackAsync()),

        new("Q02", "a version is promoted that no golden set was run on", _ => Task.CompletedTask, w => w.ServeAsync(), async w =>
        {
            w.As("boss");
            await InjectedWorld.AcceptedAsync(w.Model().SuspendAsync("nothing was shown"));
        }) { Healthy = ControlStatus.NotApplicable },

        new("Q03", "a version is promoted whose scores are of given rows", w => w.ServeAsync(),
            w => w.ServeAsync(change: made => made with { Evaluation = made.Evaluation with { Rows = EvaluationRows.Given } }),
            w => w.RollbackAsync()),

        new("Q04", "a stored package is damaged", w => w.ServeAsync(), async w =>
        {
            var files = Directory.GetFiles(Path.Combine(w.Silo.Platform.DataDirectory, "blobs", w.Workspace), "*", SearchOption.AllDirectories);
            w.Kept["file"] = files.MaxBy(file => new FileInfo(file).Length)!;
            await FlipAsync(w);
        }, FlipAsync) { IsSilent = true },

        new("Q05", "a version is promoted of whose run nothing is kept",
            w => w.ServeAsync(change: made => made with { Origin = new("import", "file.onnx", "onnx", new('a', 64)) }),
            w => w.ServeAsync(change: made => made with { Record = null }), w => w.RollbackAsync()),

        new("Q06", "the card no longer says what the model is not for", w => w.ServeAsync(),
            w => CardAsync(w, InjectedWorld.Card with { OutOfScope = " " }), w => CardAsync(w, InjectedWorld.Card)),

        new("Q07", "a deprecated version has no retirement date", async w =>
        {
            await w.ServeAsync();
            await w.ServeAsync();
        }, w => w.RollbackAsync(), w => SunsetAsync(w, 2)),

        new("Q08", "nobody drilled the way back for half a year", async w =>
        {
            await w.ServeAsync();
            await DrillAsync(w);
        }, _ => Task.CompletedTask, DrillAsync) { Ripens = TimeSpan.FromDays(181) },

        new("Q09", "nobody says what a model in use is for", async w =>
        {
            await w.PrincipalAsync(InjectedWorld.Owner, "trainer");
            await w.ServeAsync();
            await w.AskedAsync();
        }, w => CardAsync(w, InjectedWorld.Card with { Purpose = null }), w => CardAsync(w, InjectedWorld.Card)),

        new("Q11", "the dossier has three blanks", w => w.ServeAsync(), w => CardAsync(w, InjectedWorld.Card with { Description = null }),
            w => CardAsync(w, InjectedWorld.Card)),
    ];

    private static async Task CardAsync(InjectedWorld w, ModelCardWords card)
    {
        w.As("olga");
        await InjectedWorld.AcceptedAsync(w.Model().SetCardAsync("1", card, null));
    }

    private static async Task SunsetAsync(InjectedWorld w, int version)
    {
        w.As("boss");
        await InjectedWorld.AcceptedAsync(w.Model().SetSunsetAsync($"{version}", w.Now.AddDays(100), "replaced"));
    }

    private static async Task DrillAsync(InjectedWorld w)
    {
        w.As("boss");
        await InjectedWorld.AcceptedAsync(w.Model().SuspendAsync("drill"));
        await InjectedWorld.AcceptedAsync(w.Model().ResumeAsync("drill"));
        await w.ServeAsync();
        await w.RollbackAsync();
    }

    /// <summary>Turns one bit of a file over; doing it again mends it.</summary>
    private static async Task FlipAsync(InjectedWorld w)
    {
        byte[] bytes = await File.ReadAllBytesAsync(w.Kept["file"]);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(w.Kept["file"], bytes);
    }
}
