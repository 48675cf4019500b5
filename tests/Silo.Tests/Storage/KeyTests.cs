using System.Security.Cryptography;
using System.Text;
using Kolosal.Storage.Files;
using Kolosal.Storage.Keys;

namespace Kolosal.Storage;

public sealed class KeyTests : IDisposable
{
    private readonly StorageFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_sub_key_is_the_HKDF_of_RFC_5869()
    {
        // Section 2.2 with no salt: PRK = HMAC(zeros, IKM); section 2.3: T(1) = HMAC(PRK, info ‖ 1), T(2) = HMAC(PRK, T(1) ‖ info ‖ 2).
        byte[] master = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray(), info = Encoding.UTF8.GetBytes("kolosal/1/tokens");
        byte[] prk = HMACSHA256.HashData(new byte[32], master);
        byte[] one = HMACSHA256.HashData(prk, (byte[])[.. info, 1]);
        byte[] two = HMACSHA256.HashData(prk, (byte[])[.. one, .. info, 2]);
        Assert.Equal([.. one, .. two[..16]], new KeyRing(master).Derive("tokens", 48));
    }

    [Fact]
    public void Purposes_do_not_share_a_key()
    {
        var keys = StorageFolder.Keys();
        Assert.NotEqual(keys.Derive("a", 32), keys.Derive("b", 32));
        Assert.Equal(keys.Derive("a", 32), StorageFolder.Keys().Derive("a", 32));
    }

    [Theory, InlineData(15), InlineData(65)]
    public void A_key_length_outside_its_bounds_is_refused(int bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StorageFolder.Keys().Derive("a", bytes));

    [Fact]
    public void The_key_file_is_made_once_with_mode_0600()
    {
        byte[] first;
        using (var directory = folder.Open()) first = MasterKey.Load(directory, (string?)null).Derive("a", 32);
        string path = Path.Combine(folder.Root, "keys", "master.key");
        if (!OperatingSystem.IsWindows()) Assert.Equal(DurableFile.OwnerOnly, File.GetUnixFileMode(path));
        using var again = folder.Open();
        Assert.Equal(first, MasterKey.Load(again, (string?)null).Derive("a", 32));
        Assert.Equal(first, MasterKey.Load(again, File.ReadAllText(path)).Derive("a", 32));
    }

    [Fact]
    public void Another_master_key_is_refused_at_start()
    {
        using var directory = folder.Open();
        MasterKey.Load(directory, Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Throws<InvalidOperationException>(
            () => MasterKey.Load(directory, Convert.ToBase64String([.. Enumerable.Range(1, 32).Select(i => (byte)i)])));
    }

    [Theory, InlineData("not base64"), InlineData("AAAA"), InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="), InlineData("AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=")]
    public void A_master_key_of_another_shape_is_refused(string text)
    {
        using var directory = folder.Open();
        Assert.Throws<InvalidOperationException>(() => MasterKey.Load(directory, text));
    }

    [Fact]
    public void A_signature_is_verified_with_the_public_key_alone()
    {
        using var signatures = new Signatures(StorageFolder.Keys(), folder.Options());
        byte[] signature = signatures.Sign("data"u8);
        using var outside = ECDsa.Create();
        outside.ImportFromPem(signatures.PublicKeyPem);
        Assert.Equal(64, signature.Length);
        Assert.True(outside.VerifyData("data"u8.ToArray(), signature, HashAlgorithmName.SHA256));
        Assert.True(signatures.Verify(signatures.KeyId, "data"u8, signature));
        Assert.False(signatures.Verify(signatures.KeyId, "date"u8, signature));
        Assert.False(signatures.Verify(signatures.KeyId, "data"u8, signature.AsSpan(1)));
        Assert.False(signatures.Verify(signatures.KeyId, "data"u8, []));
        Assert.False(signatures.Verify("0000000000000000", "data"u8, signature));
    }

    [Fact]
    public void A_new_generation_signs_with_another_key_and_trusts_the_old_one()
    {
        using var old = new Signatures(StorageFolder.Keys(), folder.Options());
        using var rotated = new Signatures(StorageFolder.Keys(), folder.Options(options => options.SigningKeyGeneration = 2));
        Assert.NotEqual(old.KeyId, rotated.KeyId);
        Assert.True(rotated.Verify(old.KeyId, "data"u8, old.Sign("data"u8)));
        Assert.False(old.Verify(rotated.KeyId, "data"u8, rotated.Sign("data"u8)));
    }

    [Fact]
    public void A_data_directory_serves_one_at_a_time()
    {
        using (folder.Open()) Assert.Throws<InvalidOperationException>(folder.Open);
        using var free = folder.Open();
    }
}
