import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;

/** Several pictures of one size as one small JPEG: java Contact.java OUT COLUMNS WIDTH PICTURE... */
public class Contact {
    private static final int GAP = 12;

    public static void main(String[] arguments) throws Exception {
        int columns = Integer.parseInt(arguments[1]);
        int width = Integer.parseInt(arguments[2]);
        List<Image> pictures = new ArrayList<>();
        int height = 0;
        for (String name : List.of(arguments).subList(3, arguments.length)) {
            BufferedImage picture = ImageIO.read(new File(name));
            int scaled = picture.getHeight() * width / picture.getWidth();
            height = Math.max(height, scaled);
            // Every pixel counts: letters stay legible.
            pictures.add(picture.getScaledInstance(width, scaled, Image.SCALE_AREA_AVERAGING));
        }
        int rows = (pictures.size() + columns - 1) / columns;
        BufferedImage sheet = new BufferedImage(columns * (width + GAP) + GAP, rows * (height + GAP) + GAP, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = sheet.createGraphics();
        pen.setColor(Color.GRAY);
        pen.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
        for (int i = 0; i < pictures.size(); i++) {
            pen.drawImage(pictures.get(i), GAP + i % columns * (width + GAP), GAP + i / columns * (height + GAP), null);
        }
        pen.dispose();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam quality = writer.getDefaultWriteParam();
        quality.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        quality.setCompressionQuality(0.7f);
        File out = new File(arguments[0]);
        out.delete();
        try (var stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(sheet, null, null), quality);
        }
        writer.dispose();
    }
}
