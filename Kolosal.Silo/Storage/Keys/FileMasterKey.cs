using System.Security.Cryptography;
using System.Text;
using Kolosal.Storage.Files;

namespace Kolosal.Storage.Keys;

/// <summary>The master key in a file of mode 0600, made on the first start.</summary>
/// <param name="path">The file.</param>
/// <param name="holdsData">Something lies beside it that only an older key opens, so that none is made.</param>
internal sealed class FileMasterKey(string path, bool holdsData) : IMasterKeyStore
{
    public string Name => "file";

    public byte[]? Next => null;

    public bool CanWrite => true;

    public byte[] Read()
    {
        if (!File.Exists(path))
        {
            // A new key would open nothing of what is there, and be taken for the right one from then on.
            if (holdsData)
            {
                throw new InvalidOperationException(
                    $"The master key is missing: there is no '{path}', and {MasterKey.Variable} is not set, but the data directory holds data that "
                    + $"only the old key opens. Put the file back from a backup (one line of base64, mode 0600), or set {MasterKey.Variable} to its "
                    + "content. Nothing was changed.");
            }

            Write(RandomNumberGenerator.GetBytes(MasterKeyText.Bytes));
        }

        return MasterKeyText.Parse(File.ReadAllText(path), $"'{path}'");
    }

    public void Write(byte[] key) => DurableFile.Write(path, Encoding.ASCII.GetBytes(Convert.ToBase64String(key)));
}
