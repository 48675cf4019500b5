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

    private static readonly AnswerRouting Routed = AnswerRouting.Of(canary: true, clientFault: false, [0, 3]);

    [Theory, InlineData(1), InlineData(2)]
    public void A_receipt_verifies_whichever_form_its_leaf_has(int form)
    {
        byte[] receipt = SealedTrail.Receipt(form == 1 ? null : Routed);
        var verdict = Check(receipt, SealedTrail.Key);
        Assert.True(verdict.Holds, verdict.Fault);
        Assert.Equal("prd_0192f0c12233744586678899aabbccdd_1", verdict.Subject);
        Assert.StartsWith($"{{\"format\":\"kolosal-receipt/{form}\",", System.Text.Encoding.UTF8.GetString(receipt), StringComparison.Ordinal);
    }

    /// <summary>Who answered and what was referred are sealed: the file cannot say otherwise, nor leave it out.</summary>
    [Fact]
    public void Another_way_to_have_been_answered_does_not_verify()
    {
        string told = System.Text.Encoding.UTF8.GetString(SealedTrail.Receipt(Routed));
        foreach (var (from, to) in ((string, string)[])[("\"canary\":true", "\"canary\":false"), ("\"client_fault\":false", "\"client_fault\":true")])
        {
            Assert.Contains(from, told, StringComparison.Ordinal);
            Assert.False(Check(System.Text.Encoding.UTF8.GetBytes(told.Replace(from, to, StringComparison.Ordinal)), null).Holds);
        }

        var receipt = PredictionReceipt.Parse(SealedTrail.Receipt(Routed));
        Assert.False(Check((receipt with { Routing = null }).ToBytes(), null).Holds);
        Assert.False(Check((receipt with { Routing = AnswerRouting.Of(true, false, [0, 1]) }).ToBytes(), null).Holds);
        Assert.True(Check((receipt with { Routing = AnswerRouting.Of(true, false, [0, 3]) }).ToBytes(), null).Holds);
    }

    [Theory, InlineData(1, 60), InlineData(25, 60), InlineData(256, 700), InlineData(300, 301)]
    public void An_export_behind_what_was_dropped_is_whole_by_its_tombstone(int dropped, int entries)
    {
        var verdict = Check(SealedTrail.Of(entries).ExportBehind(dropped), SealedTrail.Key);
        Assert.True(verdict.Holds, verdict.Fault);
        Assert.Equal((entries - dropped, (long)entries), (verdict.Entries, verdict.Checkpoint!.Size));
        Assert.Contains($"the {dropped} before them were dropped", verdict.Subject, StringComparison.Ordinal);
    }

    /// <summary>The tombstone of another number of entries, of another trail, or signed by nobody, vouches for nothing.</summary>
    [Fact]
    public void A_tombstone_of_something_else_does_not_stand_for_the_beginning()
    {
        var trail = SealedTrail.Of(60);
        string first = System.Text.Encoding.UTF8.GetString(trail.ExportBehind(25)).Split('\n')[0];
        var seal = ExportSeal.Parse(System.Text.Encoding.UTF8.GetBytes(first));
        foreach (var dropped in (DroppedRange[])[
            seal.Dropped! with { Note = SealedTrail.Of(24).Note() }, seal.Dropped! with { Note = SealedTrail.Of(25, i => $"{{\"x\":{i}}}").Note() },
            seal.Dropped! with { Frontier = [.. seal.Dropped!.Frontier.Reverse()] }])
        {
            string export = System.Text.Encoding.UTF8.GetString(trail.ExportBehind(25));
            string other = System.Text.Encoding.UTF8.GetString((seal with { Dropped = dropped }).ToLine());
            Assert.False(Check(System.Text.Encoding.UTF8.GetBytes(other + export[first.Length..]), SealedTrail.Key).Holds);
        }
    }

    /// <summary>Ten thousand in all: bytes flipped and replaced, dropped and doubled, lines swapped and removed, ends cut off.</summary>
    [Theory, InlineData("export", 4_000), InlineData("part", 1_000), InlineData("behind", 2_000), InlineData("receipt", 1_000),
        InlineData("routed", 2_000)]
    public void Every_change_is_found(string kind, int mutations)
    {
        byte[] whole = kind switch
        {
            "export" => SealedTrail.Of(60).Export(),
            "part" => SealedTrail.Of(60).Export(25),
            "behind" => SealedTrail.Of(60).ExportBehind(25),
            "receipt" => SealedTrail.Receipt(),
            _ => SealedTrail.Receipt(Routed),
        };
        var random = new Random(11);
        for (int i = 0; i < mutations; i++)
        {
            byte[] changed = Changed(whole, random);
            if (changed.AsSpan().SequenceEqual(whole)) continue;
            var verdict = Check(changed, random.Next(2) == 0 ? SealedTrail.Key : null);
            Assert.False(verdict.Holds, $"Mutation {i}: {System.Text.Encoding.UTF8.GetString(changed)}");
        }
    }

    /// <summary>A signed checkpoint alone, as a witness keeps it.</summary>
    [Fact]
    public void Every_change_of_a_checkpoint_is_found()
    {
        byte[] whole = System.Text.Encoding.UTF8.GetBytes(SealedTrail.Of(60).Note());
        Assert.True(IsSigned(whole));
        var random = new Random(12);
        for (int i = 0; i < 2_000; i++)
        {
            byte[] changed = Changed(whole, random);
            Assert.True(changed.AsSpan().SequenceEqual(whole) || !IsSigned(changed), $"Mutation {i}: {System.Text.Encoding.UTF8.GetString(changed)}");
        }

        static bool IsSigned(byte[] file)
        {
            try
            {
                var note = SignedNote.Parse(System.Text.Encoding.UTF8.GetString(file));
                return note.IsSignedBy(SealedTrail.Key, Ed25519Signatures.Verify) && TreeCheckpoint.Parse(note.Text).Size == 60;
            }
            catch (FormatException)
            {
                return false;
            }
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
