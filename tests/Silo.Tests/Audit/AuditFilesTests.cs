using Kolosal.Storage.Keys;

namespace Kolosal.Audit;

/// <summary>What the offline verifier says of whole and of changed files.</summary>
public class AuditFilesTests
{
    [Theory, InlineData(0), InlineData(1), InlineData(255), InlineData(256), InlineData(9_000)]
    public void An_export_verifies_with_its_key_and_with_no_other(int entries)
    {
        byte[] export = SealedTrail.Of(entries).Export();
        var verdict = Check(export, SealedTrail.Key);
        Assert.True(verdict.Holds, verdict.Fault);
        Assert.Equal((entries, (long)entries), (verdict.Entries, verdict.Checkpoint!.Size));
        Assert.True(Check(export, null).Holds);
        Assert.False(Check(export, SealedTrail.Key with { PublicKey = [.. new byte[32]] }).Holds);
    }

    [Fact]
    public void A_part_of_an_export_verifies_by_what_it_goes_on_from()
    {
        var trail = SealedTrail.Of(40);
        Assert.True(Check(trail.Export(17), SealedTrail.Key).Holds);
        Assert.True(Check(trail.Export(40), SealedTrail.Key).Holds);
    }

    [Fact]
    public void A_receipt_verifies()
    {
        var verdict = Check(SealedTrail.Receipt(), SealedTrail.Key);
        Assert.True(verdict.Holds, verdict.Fault);
        Assert.Equal("prd_0192f0c12233744586678899aabbccdd_1", verdict.Subject);
    }

    /// <summary>Ten thousand in all: bytes flipped and replaced, dropped and doubled, lines swapped and removed, ends cut off.</summary>
    [Theory, InlineData("export", 4_000), InlineData("part", 2_000), InlineData("receipt", 4_000)]
    public void Every_change_is_found(string kind, int mutations)
    {
        byte[] whole = kind switch { "export" => SealedTrail.Of(60).Export(), "part" => SealedTrail.Of(60).Export(25), _ => SealedTrail.Receipt() };
        var random = new Random(11);
        for (int i = 0; i < mutations; i++)
        {
            byte[] changed = Changed(whole, random);
            if (changed.AsSpan().SequenceEqual(whole)) continue;
            var verdict = Check(changed, random.Next(2) == 0 ? SealedTrail.Key : null);
            Assert.False(verdict.Holds, $"Mutation {i}: {System.Text.Encoding.UTF8.GetString(changed)}");
        }
    }

    private static AuditVerdict Check(byte[] file, NoteKey? trusted)
    {
        using var stream = new MemoryStream(file);
        return AuditVerdict.Of(stream, trusted, Ed25519Signatures.Verify);
    }

    private static byte[] Changed(byte[] whole, Random random)
    {
        byte[] copy = [.. whole];
        int at = random.Next(copy.Length);
        switch (random.Next(7))
        {
            case 0:
                copy[at] ^= (byte)(1 << random.Next(8));
                return copy;
            case 1:
                copy[at] = (byte)random.Next(256);
                return copy;
            case 2:
                return [.. copy[..at], .. copy[(at + 1)..]];
            case 3:
                return [.. copy[..at], copy[at], .. copy[at..]];
            case 4:
                return copy[..at];
            case 5:
                int length = Math.Min(random.Next(1, 200), copy.Length - at);
                return [.. copy[..at], .. copy[(at + length)..]];
            default:
                var lines = System.Text.Encoding.Latin1.GetString(copy).Split('\n').ToList();
                int one = random.Next(lines.Count), other = random.Next(lines.Count);
                if (lines.Count < 3) return [.. copy, (byte)random.Next(256)];
                if (random.Next(2) == 0) (lines[one], lines[other]) = (lines[other], lines[one]);
                else lines.RemoveAt(one);
                return System.Text.Encoding.Latin1.GetBytes(string.Join('\n', lines));
        }
    }
}
