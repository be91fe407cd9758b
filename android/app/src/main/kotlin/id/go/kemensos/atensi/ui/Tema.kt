package id.go.kemensos.atensi.ui

import androidx.compose.foundation.isSystemInDarkTheme
import androidx.compose.material3.ColorScheme
import androidx.compose.material3.MaterialTheme
import androidx.compose.material3.Typography
import androidx.compose.material3.darkColorScheme
import androidx.compose.material3.lightColorScheme
import androidx.compose.runtime.Composable
import androidx.compose.ui.graphics.Color
import androidx.compose.ui.unit.sp

/** Read in the sun at noon: pure white behind, text and its ground at least 7 to 1 apart. TemaTest measures every pair. */
val Terang: ColorScheme = lightColorScheme(
    primary = Color(0xFF00474A), onPrimary = Color.White,
    primaryContainer = Color(0xFFC5ECEE), onPrimaryContainer = Color(0xFF002021),
    secondary = Color(0xFF2F4748), onSecondary = Color.White,
    secondaryContainer = Color(0xFFD9E8E8), onSecondaryContainer = Color(0xFF0E1E1E),
    background = Color.White, onBackground = Color(0xFF0D1515),
    surface = Color.White, onSurface = Color(0xFF0D1515),
    surfaceVariant = Color(0xFFE6EDED), onSurfaceVariant = Color(0xFF2B3838),
    outline = Color(0xFF4B5858),
    error = Color(0xFF8C0009), onError = Color.White,
    errorContainer = Color(0xFFFFE2DE), onErrorContainer = Color(0xFF4A0004),
)

/** At night in a house without light. */
val Gelap: ColorScheme = darkColorScheme(
    primary = Color(0xFF8BE3E6), onPrimary = Color(0xFF00282A),
    primaryContainer = Color(0xFF004B4E), onPrimaryContainer = Color(0xFFE0FBFC),
    secondary = Color(0xFFC6DADA), onSecondary = Color(0xFF132222),
    secondaryContainer = Color(0xFF2D4040), onSecondaryContainer = Color(0xFFEDF7F7),
    background = Color.Black, onBackground = Color(0xFFF1F6F6),
    surface = Color.Black, onSurface = Color(0xFFF1F6F6),
    surfaceVariant = Color(0xFF1F2A2A), onSurfaceVariant = Color(0xFFD7E2E2),
    outline = Color(0xFF9FADAD),
    error = Color(0xFFFFB9B0), onError = Color(0xFF4A0004),
    errorContainer = Color(0xFF6B0006), onErrorContainer = Color(0xFFFFEDEA),
)

/** Two sizes above Material's own: many read without their glasses. */
private val Huruf = Typography().run {
    copy(
        headlineMedium = headlineMedium.copy(fontSize = 30.sp, lineHeight = 38.sp),
        titleLarge = titleLarge.copy(fontSize = 24.sp, lineHeight = 32.sp),
        titleMedium = titleMedium.copy(fontSize = 20.sp, lineHeight = 28.sp),
        bodyLarge = bodyLarge.copy(fontSize = 18.sp, lineHeight = 28.sp),
        bodyMedium = bodyMedium.copy(fontSize = 16.sp, lineHeight = 24.sp),
        labelLarge = labelLarge.copy(fontSize = 18.sp, lineHeight = 24.sp),
        bodySmall = bodySmall.copy(fontSize = 16.sp, lineHeight = 24.sp),
        labelMedium = labelMedium.copy(fontSize = 16.sp, lineHeight = 22.sp),
    )
}

@Composable
fun Tema(gelap: Boolean = isSystemInDarkTheme(), isi: @Composable () -> Unit) {
    MaterialTheme(colorScheme = if (gelap) Gelap else Terang, typography = Huruf, content = isi)
}
