// The icon of a card, as the Lock Screen draws it.
export {glyph as drawn} from '../phone/glyphs.js';
