using Kolosal.Storage.Files;
using Kolosal.Storage.Keys;
using Microsoft.Extensions.Options;

namespace Kolosal.Storage;

/// <summary>A data directory in a temporary folder, which goes with the test.</summary>
internal sealed class StorageFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("kolosal-storage-").FullName;

    public IOptions<StorageOptions> Options(Action<StorageOptions>? set = null)
    {
        var options = new StorageOptions { DataDirectory = Root };
        set?.Invoke(options);
        return Microsoft.Extensions.Options.Options.Create(options);
    }

    public DataDirectory Open() => new(Options());

    public static KeyRing Keys(byte seed = 1) => new(Enumerable.Range(0, 32).Select(i => (byte)(seed * 31 + i)).ToArray());

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
