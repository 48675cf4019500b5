using System.Security.Cryptography;
using System.Text;
using Kolosal.Storage;

namespace Kolosal.Relocation;

/// <summary>Blobs, opened and sealed anew under the same master key; on the way back every byte is hashed.</summary>
internal sealed class BlobRelocation(RelocationSource source, IBlobStore target) : IRelocation
{
    public string Name => "blobs";

    public async Task<Tally> CopyAsync(CancellationToken cancel)
    {
        using var tally = new TallyWriter();
        foreach (var name in source.BlobNames())
        {
            await using var content = await source.Blobs.OpenAsync(name, cancel)
                ?? throw new FileNotFoundException($"Blob {name.Sha256} of {name.Workspace} vanished.");
            var blob = await target.PutAsync(name.Workspace, content, cancel);
            Add(tally, name, blob.Sha256);
        }

        return tally.Finish();
    }

    public async Task<Tally> ReadBackAsync(CancellationToken cancel)
    {
        using var tally = new TallyWriter();
        foreach (var name in source.BlobNames())
        {
            await using var content = await target.OpenAsync(name, cancel);
            if (content is not null) Add(tally, name, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancel)));
        }

        return tally.Finish();
    }

    private static void Add(TallyWriter tally, BlobRef name, string sha256) =>
        tally.Add($"{name.Workspace}/{name.Sha256}", Encoding.ASCII.GetBytes(sha256));
}
