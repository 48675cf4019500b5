using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Kolosal.Audit;
using Kolosal.Events;

namespace Kolosal.Predictions;

/// <summary>A record without a person is shorter, has the same leaf, and everything else.</summary>
public sealed class ErasedRecordTests
{
    private static readonly byte[] Hash = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly DateTimeOffset At = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly ServedRequest Asked = new(
        7, Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), 3, At, 0.25, null, false, 2, [1, 1e9, 0.5, -1], [0.25, 0.75, 0.5, 0.5], [1, 0],
        Canary: true, Referred: [ReferralReasons.None, ReferralReasons.ProtectedDecision]);

    private static readonly ServedRequest Reported = new(
        8, Guid.Parse("ffeeddcc-bbaa-9988-7766-554433221100"), 3, At, 0, null, false, 0, [], [], [],
        [
            new(Asked.BatchId, 0, At, 1, null, [1, 1e9], [0.25, 0.75], 1), new(Asked.BatchId, 1, At, 0, 1, [0.5, -1], [0.5, 0.5], 0),
        ]);

    [Fact]
    public void One_row_of_a_request_goes_and_the_leaf_stays()
    {
        byte[] before = Bytes(Asked);
        byte[] after = ErasedRecord.Of(before, (version, id, inputs) => version == 3 && id == new PredictionId(Asked.BatchId, 1))!;
        Assert.True(after.Length <= before.Length);

        // Zeros fill the record's place in its segment.
        var read = ServedRecord.Read(7, [.. after, .. new byte[before.Length - after.Length]]).Request;
        Assert.Equal([1, 1e9, double.NaN, double.NaN], read.Inputs);
        Assert.Equal(Asked.Outputs, read.Outputs);
        Assert.Equal(Asked.Decisions, read.Decisions);
        Assert.Equal(Asked.Referred, read.Referred);
        Assert.Equal(SHA256.HashData(MemoryMarshal.AsBytes(Asked.Inputs.AsSpan())), read.InputsSha256);
        Assert.Equal(Leaf(ServedRecord.Read(7, before).Request), Leaf(read));
        Assert.Equal(Asked.BatchId, ServedRecord.Batch(after));

        // The other row later, and the same one again.
        byte[] both = ErasedRecord.Of(after, (_, _, _) => true)!;
        Assert.All(ServedRecord.Read(7, both).Request.Inputs, value => Assert.True(double.IsNaN(value)));
        Assert.Equal(Leaf(Asked), Leaf(ServedRecord.Read(7, both).Request));
        Assert.Null(ErasedRecord.Of(both, (_, _, _) => true));
        Assert.Null(ErasedRecord.Of(before, (_, _, _) => false));
    }

    [Fact]
    public void An_outcome_goes_without_its_inputs_and_the_leaf_stays()
    {
        byte[] before = Bytes(Reported);
        byte[] after = ErasedRecord.Of(before, (_, id, _) => id.Row == 0)!;
        Assert.True(after.Length <= before.Length);
        var read = ServedRecord.Read(8, after).Request;
        Assert.All(read.Outcomes!.Value[0].Inputs, value => Assert.True(double.IsNaN(value)));
        Assert.Equal([0.5, -1], read.Outcomes!.Value[1].Inputs);
        Assert.Equal(Leaf(Reported), Leaf(read));
        Assert.Null(ServedRecord.Batch(after));
    }

    private static byte[] Leaf(ServedRequest request) => PredictionAuditGrain.LeafOf(request);

    private static byte[] Bytes(ServedRequest request)
    {
        var buffer = new byte[ServedRecord.MaximumBytes("acme/m", request)];
        return buffer[..ServedRecord.Write("acme/m", Hash, request, buffer)];
    }
}
