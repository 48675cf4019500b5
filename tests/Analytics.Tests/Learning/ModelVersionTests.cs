namespace Kolosal.Learning;

/// <summary>Models say in which version they are written; those from before there was a version are still read.</summary>
public class ModelVersionTests
{
    [Fact]
    public void A_version_is_read_as_it_was_written()
    {
        using var reader = Reader(writer => writer.WriteVersion(3));
        Assert.Equal(3, reader.ReadVersion(newest: 4));
        Assert.Equal(reader.BaseStream.Length, reader.BaseStream.Position);
    }

    [Fact]
    public void A_newer_version_is_refused()
    {
        using var reader = Reader(writer => writer.WriteVersion(5));
        Assert.Throws<InvalidDataException>(() => reader.ReadVersion(newest: 4));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(255)]
    [InlineData(int.MaxValue)]
    public void A_count_at_the_head_is_a_model_without_a_version_and_stays_there(int count)
    {
        using var reader = Reader(writer => writer.Write(count));
        Assert.Equal(0, reader.ReadVersion(newest: 4));
        Assert.Equal(count, reader.ReadInt32());
    }

    [Fact]
    public void A_model_of_two_inputs_from_before_the_version_is_read()
    {
        // Link 0 (the score itself), two inputs, one score, its intercept, its coefficients.
        using var reader = Reader(writer =>
        {
            foreach (int number in (int[])[0, 2, 1]) writer.Write(number);
            foreach (double number in (double[])[0.5, 2, -1]) writer.Write(number);
        });
        var output = new double[1];
        Linear.LinearPredictor.Read(reader).Score([3, 4], output);
        Assert.Equal(2.5, output[0]);
    }

    private static BinaryReader Reader(Action<BinaryWriter> write)
    {
        var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes, System.Text.Encoding.UTF8, leaveOpen: true)) write(writer);
        bytes.Position = 0;
        return new BinaryReader(bytes);
    }
}
