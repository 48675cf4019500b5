using Kolosal.Storage;
using Kolosal.Testing;

namespace Kolosal.Security;

public class SecretDeskGrainTests
{
    [Fact]
    public async Task A_secret_is_due_its_days_after_its_last_success()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var (desk, now) = (silo.Grains.SecretDesk("ws"), TimeProvider.System.GetUtcNow());
        Assert.True((await desk.NoteAsync(new("rot_1", "warehouse", SecretType.DatabasePassword, RotationOutcome.Success, now.AddDays(-80), null,
            ""))).Accepted);
        Assert.True((await desk.NoteAsync(new("rot_2", "partner", SecretType.OauthToken, RotationOutcome.Success, now.AddDays(-80), null,
            ""))).Accepted);
        Assert.Empty(await desk.GetDueAsync(5));
        var due = Assert.Single(await desk.GetDueAsync(14));
        Assert.Equal(("warehouse", false, now.AddDays(10)), (due.Name, due.Overdue, due.DueAt));

        // A failed rotation leaves it due when it was.
        var failed = (await desk.NoteAsync(new("rot_3", "warehouse", SecretType.DatabasePassword, RotationOutcome.Failed, now, null,
            "refused"))).Value!;
        Assert.Equal(now.AddDays(10), failed.NextDueAt);
        Assert.Equal(failed, (await desk.NoteAsync(new("rot_3", "warehouse", SecretType.DatabasePassword, RotationOutcome.Failed, now, null,
            "refused"))).Value);
        Assert.Equal("secrets.rotation-exists", (await desk.NoteAsync(
            new("rot_3", "partner", SecretType.OauthToken, RotationOutcome.Success, now, null, ""))).Refusal!.Code);
        Assert.Equal("secrets.no-such-rotation", (await desk.GetAsync("rot_9")).Refusal!.Code);
        Assert.Equal(3, (await silo.Service<ICatalogue>().QueryAsync(new("ws", CatalogueKinds.SecretRotation, []), default)).Total);
    }

    [Fact]
    public async Task The_master_key_is_rotated_once_an_id_and_blobs_stay_readable()
    {
        await using var silo = await PlatformSilo.StartAsync();
        var blobs = silo.Service<IBlobStore>();
        using var content = new MemoryStream("kept"u8.ToArray());
        var blob = await blobs.PutAsync("ws", content, default);
        string path = Path.Combine(silo.DataDirectory, "keys", "master.key"), before = await File.ReadAllTextAsync(path);
        Assert.Equal(RotationOutcome.Success, (await silo.Grains.SecretDesk("ws").RotateAsync("rot_1", "master_key")).Value!.Outcome);
        string after = await File.ReadAllTextAsync(path);
        Assert.NotEqual(before, after);
        Assert.True((await silo.Grains.SecretDesk("ws").RotateAsync("rot_1", "master_key")).Accepted);
        Assert.Equal(after, await File.ReadAllTextAsync(path));
        await using var read = await blobs.OpenAsync(blob, default);
        Assert.Equal("kept", await new StreamReader(read!).ReadToEndAsync());
        Assert.Equal("secrets.not-ours", (await silo.Grains.SecretDesk("ws").RotateAsync("rot_2", "something")).Refusal!.Code);
    }
}
