using System.Text;
using Kolosal.Predictions;
using Kolosal.Storage;
using Kolosal.Storage.Blobs;
using Kolosal.Subjects;

namespace Kolosal.Backup;

/// <summary>A damaged blob hides nobody: its sound copies in backups are searched, and one that cannot be searched is named.</summary>
public sealed class DamagedBlobErasureTests : IAsyncLifetime
{
    private const string Person = "Xanthippe4711";

    private readonly BackedUpMachine machine = new();

    private BlobRef own = null!;

    public async Task InitializeAsync()
    {
        await machine.FillAsync(states: 3, blobBytes: 9_000);

        // Three frames, and the person in the second.
        var content = new byte[(2 * BlobSeal.FrameBytes) + 500];
        Encoding.UTF8.GetBytes($"customer\n{Person}\n").CopyTo(content, BlobSeal.FrameBytes + 1_000);
        own = await machine.Blobs.PutAsync("ws", new MemoryStream(content), default);
        await machine.Engine.TakeAsync(new("bk_sound", BackupType.Full, null), default);
    }

    public async Task DisposeAsync() => await machine.DisposeAsync();

    [Fact]
    public async Task What_the_running_system_could_search_is_left_to_it() =>
        Assert.Empty(await EraseAsync());

    [Theory]
    [InlineData(0, "the header"), InlineData(BlobSeal.HeaderBytes + 10, "the first frame")]
    [InlineData(BlobSeal.HeaderBytes + (2 * (BlobSeal.FrameBytes + BlobSeal.TagBytes)) + 3, "the last frame")]
    public async Task What_is_damaged_in_the_running_system_is_searched_in_the_backups(int at, string what)
    {
        Damage(at);
        var place = Assert.Single(await EraseAsync());
        Assert.True((place.Kind, place.Id, place.Outcome, place.Found) == (SubjectPlace.Backup, "bk_sound", SubjectPlace.Erased, 1), what);
        Assert.False(await IsInAsync("bk_sound"));
        await machine.Engine.VerifyAsync("bk_sound", default);
    }

    [Theory, InlineData(0, true), InlineData(BlobSeal.HeaderBytes + 10, true)]
    [InlineData(BlobSeal.HeaderBytes + (2 * (BlobSeal.FrameBytes + BlobSeal.TagBytes)) + 3, false)]
    public async Task What_was_damaged_before_it_was_backed_up_is_searched_as_far_as_it_can_be_and_else_named(int at, bool hidden)
    {
        Damage(at);
        await machine.Engine.TakeAsync(new("bk_with_damage", BackupType.Incremental, "bk_sound"), default);
        var places = await EraseAsync();
        Assert.Equal(
            [("bk_sound", SubjectPlace.Erased), ("bk_with_damage", hidden ? SubjectPlace.Kept : SubjectPlace.Erased)],
            places.Select(place => (place.Id, place.Outcome)).Order());
        if (hidden) Assert.Contains(own.Sha256, places.Single(place => place.Outcome == SubjectPlace.Kept).Detail, StringComparison.Ordinal);
        Assert.Equal(hidden, await IsInAsync("bk_with_damage"));
        Assert.False(await IsInAsync("bk_sound"));
        foreach (string id in (string[])["bk_sound", "bk_with_damage"]) await machine.Engine.VerifyAsync(id, default);
    }

    [Fact]
    public async Task What_else_holds_the_person_goes_from_a_backup_with_a_damaged_blob()
    {
        Damage(0);
        var second = await machine.Blobs.PutAsync("ws", new MemoryStream(Encoding.UTF8.GetBytes($"and {Person}")), default);
        await machine.Engine.TakeAsync(new("bk_with_damage", BackupType.Full, null), default);
        await machine.Blobs.DeleteAsync(second, default);
        await EraseAsync();
        using var reader = await BackupReader.OpenAsync(machine.Target, "bk_with_damage", machine.Keys, default);
        Assert.DoesNotContain(reader!.Manifest.Files, file => file.Name.EndsWith(second.Sha256, StringComparison.Ordinal));
        Assert.Contains(reader.Manifest.Files, file => file.Name.EndsWith(own.Sha256, StringComparison.Ordinal));
    }

    private async Task<ImmutableArray<SubjectPlace>> EraseAsync()
    {
        var digests = new WorkspaceDigests(machine.Keys);
        var identity = new SubjectIdentity([new("customer", Person)], [], [], []);
        var catalogue = machine.Get<ICatalogue>();

        // Without a version of a model and without the id of a prediction no grain is asked.
        var holder = new BackupHolder(
            catalogue, machine.Engine, machine.Blobs, machine.Get<IRecordRewriter>(), new SubjectPredictions(null!, catalogue), digests);
        return await holder.EraseAsync(
            new("ws", identity, digests.Match("ws", identity), [], false, [], new("er_1", DateTimeOffset.UnixEpoch, null, "ann")), default);
    }

    private void Damage(int at)
    {
        string path = Path.Combine(machine.Data, "blobs", SealedFile.NameOf(own));
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        int was = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(was ^ 1));
    }

    private async Task<bool> IsInAsync(string id)
    {
        using var reader = await BackupReader.OpenAsync(machine.Target, id, machine.Keys, default);
        return reader!.Manifest.Files.Any(file => file.Name.EndsWith(own.Sha256, StringComparison.Ordinal));
    }
}
