using System.Globalization;
using System.Text;
using Kolosal.Storage;

namespace Kolosal.Experiments;

/// <summary>Where trials leave what they say of the rows they are judged by, for the ensemble.</summary>
/// <remarks>
/// Blobs are named by their content; the run and the trial stand in front, so that no two trials share one and a run that is done may remove its
/// own. What cannot be read is made again by whoever needs it: it is the same.
/// </remarks>
internal static class HeldOutStore
{
    public static async Task<BlobRef> PutAsync(IBlobStore blobs, TrialWork work, byte[] said, CancellationToken cancel)
    {
        byte[] owner = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{work.Run}/{work.Number}"));
        using var content = new MemoryStream(sizeof(int) + owner.Length + said.Length);
        content.Write(BitConverter.GetBytes(owner.Length));
        content.Write(owner);
        content.Write(said);
        content.Position = 0;
        return await blobs.PutAsync(work.Data.Data.Workspace, content, cancel);
    }

    public static async Task<ImmutableArray<LibraryTrial>> LibraryAsync(IBlobStore blobs, DeliveryWork work, CancellationToken cancel)
    {
        var library = ImmutableArray.CreateBuilder<LibraryTrial>();
        foreach (var entry in work.Library)
            library.Add(new(new TrialSpec(entry.Number, entry.Trainer, TrialSpec.ParseParameters(entry.Parameters), entry.Rung), entry.Score,
                entry.FitSeconds, await ReadAsync(blobs, entry.HeldOut, cancel), entry.PredictMicrosecondsPerRow / 1e6));
        return library.ToImmutable();
    }

    private static async Task<byte[]?> ReadAsync(IBlobStore blobs, BlobRef? blob, CancellationToken cancel)
    {
        if (blob is null) return null;
        await using var stream = await blobs.OpenAsync(blob, cancel);
        if (stream is null) return null;
        using var content = new MemoryStream();
        await stream.CopyToAsync(content, cancel);
        byte[] bytes = content.ToArray();
        return bytes.Length < sizeof(int) ? null : bytes[(sizeof(int) + BitConverter.ToInt32(bytes))..];
    }
}
