using Kolosal.Storage.Keys;

namespace Kolosal.Audit;

public class SignedNoteTests
{
    /// <summary>The key and note of the documentation of Go's package golang.org/x/mod/sumdb/note.</summary>
    private const string GoKey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private const string GoNote = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
        + "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    [Fact]
    public void A_note_that_another_program_signed_verifies_with_its_key()
    {
        var note = SignedNote.Parse(GoNote);
        var key = NoteKey.Parse(GoKey);
        Assert.True(note.IsSignedBy(key, Ed25519Signatures.Verify));
        Assert.False((note with { Text = note.Text.Replace("your", "my", StringComparison.Ordinal) }).IsSignedBy(key, Ed25519Signatures.Verify));
        Assert.False(note.IsSignedBy(key with { Name = "Peter" }, Ed25519Signatures.Verify));
        Assert.Equal(GoKey, key.ToString());
    }

    /// <summary>RFC 8032 §7.1, test 2.</summary>
    [Fact]
    public void Signatures_are_those_of_RFC_8032()
    {
        byte[] seed = Convert.FromHexString("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        byte[] key = Ed25519Signatures.PublicKey(seed);
        Assert.Equal("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", Convert.ToHexStringLower(key));
        Assert.Equal(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            Convert.ToHexStringLower(Ed25519Signatures.Sign(seed, key, [0x72])));
        Assert.False(Ed25519Signatures.Verify(key, [0x73], Ed25519Signatures.Sign(seed, key, [0x72])));
        Assert.False(Ed25519Signatures.Verify(key, [0x72], new byte[63]));
    }

    [Theory, InlineData(""), InlineData("text\n"), InlineData("text\n\n"), InlineData("text\n\n— name AAAA\n"),
        InlineData("text\n\nname AAAAAAAAAA==\n"),
        InlineData("te\u0001xt\n\n— name AAAAAAAAAA==\n"), InlineData("text\n\n— name AAAAAAAAAB==\n")]
    public void What_is_no_note_is_refused(string text) => Assert.Throws<FormatException>(() => SignedNote.Parse(text));

    [Theory, InlineData("name"), InlineData("name+00000000+AAAA"), InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    public void What_is_no_key_is_refused(string text) => Assert.Throws<FormatException>(() => NoteKey.Parse(text));
}
